/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.volume;

import org.jspecify.annotations.NullMarked;
