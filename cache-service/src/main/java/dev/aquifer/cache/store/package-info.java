/** What the service remembers, in PostgreSQL; every method works in the caller's transaction. */
@NullMarked
package dev.aquifer.cache.store;

import org.jspecify.annotations.NullMarked;
