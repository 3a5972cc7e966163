/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.request;

import org.jspecify.annotations.NullMarked;
