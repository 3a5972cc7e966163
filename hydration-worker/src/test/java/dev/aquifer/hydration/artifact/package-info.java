/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.artifact;

import org.jspecify.annotations.NullMarked;
