/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.oci;

import org.jspecify.annotations.NullMarked;
