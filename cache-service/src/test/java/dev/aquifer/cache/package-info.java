/** The whole service, with a real broker and a real database; clusters are played. */
@NullMarked
package dev.aquifer.cache;

import org.jspecify.annotations.NullMarked;
