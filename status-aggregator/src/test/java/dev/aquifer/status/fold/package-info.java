/** Tests of the fold. */
@NullMarked
package dev.aquifer.status.fold;

import org.jspecify.annotations.NullMarked;
