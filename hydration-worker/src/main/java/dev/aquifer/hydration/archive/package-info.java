/** Archives from strangers: read entry by entry, unpacked within a folder and within bounds. */
@NullMarked
package dev.aquifer.hydration.archive;

import org.jspecify.annotations.NullMarked;
