package dev.aquifer.cache.domain;

import java.util.List;
import java.util.Map;

/**
 * A workload cluster as it is known.
 *
 * @param wanted whether it exists for users and is not being given up
 * @param ready whether it answers
 * @param readyMessage why not
 * @param storageClasses that were seen
 * @param storageMessage why there are none
 */
public record Cluster(
        String name,
        boolean wanted,
        Map<String, String> labels,
        boolean ready,
        String readyMessage,
        List<String> storageClasses,
        String storageMessage) {
    public Cluster {
        labels = Map.copyOf(labels);
        storageClasses = List.copyOf(storageClasses);
    }

    boolean matches(Map<String, String> matchLabels) {
        return wanted && labels.entrySet().containsAll(matchLabels.entrySet());
    }
}
