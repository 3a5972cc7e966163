/** A benchmark, in the package of what it measures, as that is nobody else's business. */
@NullMarked
package dev.aquifer.status;

import org.jspecify.annotations.NullMarked;
