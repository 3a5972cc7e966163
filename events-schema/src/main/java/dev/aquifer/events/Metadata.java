package dev.aquifer.events;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a resource's metadata matters to the fleet. Labels do not raise a generation and matter
 * all the same.
 *
 * @param labels all labels of the resource
 * @param annotations the annotations that mean something to Aquifer ({@code modelplane.ai/…} and
 *     {@code aquifer.dev/…}), no others
 */
public record Metadata(Map<String, String> labels, Map<String, String> annotations) {
    /** Neither labels nor annotations. */
    public static final Metadata NONE = new Metadata(Map.of(), Map.of());

    public Metadata(
            @Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {
        // Sorted, so that equal metadata is equal JSON.
        this.labels = sorted(labels);
        this.annotations = sorted(annotations);
    }

    private static Map<String, String> sorted(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /** Whether each of {@code matchLabels} is among the labels; none match everything. */
    public boolean matches(Map<String, String> matchLabels) {
        return labels.entrySet().containsAll(matchLabels.entrySet());
    }
}
