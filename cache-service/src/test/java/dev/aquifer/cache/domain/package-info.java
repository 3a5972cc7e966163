/** The rules of caches. */
@NullMarked
package dev.aquifer.cache.domain;

import org.jspecify.annotations.NullMarked;
