/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.transfer;

import org.jspecify.annotations.NullMarked;
