/** Tests of the package of this name. */
@NullMarked
package dev.aquifer.status.history;

import org.jspecify.annotations.NullMarked;
