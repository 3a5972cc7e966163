package dev.aquifer.events.spec;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Chooses by labels; one without labels chooses everything. */
public record Selector(Map<String, String> matchLabels) {
    /** Chooses everything. */
    public static final Selector ALL = new Selector(Map.of());

    public Selector(@Nullable Map<String, String> matchLabels) {
        this.matchLabels =
                matchLabels == null
                        ? Map.of()
                        : Collections.unmodifiableMap(new TreeMap<>(matchLabels));
    }
}
