/** Tests of the package of this name. */
@NullMarked
package dev.aquifer.status.query;

import org.jspecify.annotations.NullMarked;
