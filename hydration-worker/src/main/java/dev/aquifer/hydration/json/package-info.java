/** JSON read and written with the streaming parser alone: objects are maps, and absent is null. */
@NullMarked
package dev.aquifer.hydration.json;

import org.jspecify.annotations.NullMarked;
