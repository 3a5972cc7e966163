/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.source;

import org.jspecify.annotations.NullMarked;
