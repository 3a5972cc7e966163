/**
 * Decides which cluster needs which artifact, when to hydrate, retry and give up, and who may mount
 * a cache. Events come in and go out through {@link dev.aquifer.cache.CacheFlow}; each of them
 * leads to {@link dev.aquifer.cache.CacheDecisions}, which looks at all that is known of a cache
 * and does what is still to be done, so that it does not matter which event came, how often, or in
 * which order. It talks to no cluster: it asks for Works and hears observations of them.
 */
@NullMarked
package dev.aquifer.cache;

import org.jspecify.annotations.NullMarked;
