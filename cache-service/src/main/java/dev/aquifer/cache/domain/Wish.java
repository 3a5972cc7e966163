package dev.aquifer.cache.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants of a cache.
 *
 * @param generation of the spec
 * @param plan names the source
 * @param resolves whether a worker has to find out which revision the source stands for
 * @param pin that revision, once it is known
 * @param bytes of that revision; null while they are not known
 * @param matchLabels of the clusters it is wanted on
 * @param storageClass of the claim to make; null for a claim that users bring
 * @param capacity of the claim to make in bytes; null for a claim that users bring
 * @param broughtClaim its name; null for a claim to make
 */
public record Wish(
        long generation,
        String plan,
        boolean resolves,
        @Nullable String pin,
        @Nullable Long bytes,
        Map<String, String> matchLabels,
        @Nullable String storageClass,
        @Nullable Long capacity,
        @Nullable String broughtClaim) {
    public Wish {
        matchLabels = Map.copyOf(matchLabels);
    }

    /** What lacks for an artifact of that size; null where it fits, or that is not known. */
    Failure.@Nullable Lack lack(@Nullable Long size) {
        return size == null || capacity == null || size <= capacity
                ? null
                : new Failure.Lack(size, capacity);
    }
}
