/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.s3;

import org.jspecify.annotations.NullMarked;
