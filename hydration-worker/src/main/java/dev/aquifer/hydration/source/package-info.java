/** Sources: each turns what a request names into a plan of files of one immutable revision. */
@NullMarked
package dev.aquifer.hydration.source;

import org.jspecify.annotations.NullMarked;
