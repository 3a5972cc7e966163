package dev.aquifer.cache.domain;

/**
 * One try to fill the volume of a cache on a cluster.
 *
 * @param number rises with each attempt of this life of the cache on this cluster
 * @param plan names the source that is fetched: another source has another name
 * @param pinned whether the revision was given; else the worker resolves it
 * @param generation the edit of the cache that began it
 * @param failures how many attempts at this plan failed in a row before
 */
public record Attempt(long number, String plan, boolean pinned, long generation, int failures) {}
