/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.http;

import org.jspecify.annotations.NullMarked;
