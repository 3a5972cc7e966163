/** The rules of caches: values in, values out; no database, no bus, no cluster. */
@NullMarked
package dev.aquifer.cache.domain;

import org.jspecify.annotations.NullMarked;
