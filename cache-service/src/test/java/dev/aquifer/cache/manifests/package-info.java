/** The objects of caches. */
@NullMarked
package dev.aquifer.cache.manifests;

import org.jspecify.annotations.NullMarked;
