package dev.aquifer.events.spec;

import java.util.List;

/** One address in front of the endpoints that the selectors match. */
public record ModelServiceSpec(List<Endpoints> endpoints) {
    public ModelServiceSpec {
        endpoints = List.copyOf(endpoints);
    }

    /** Endpoints by labels. */
    public record Endpoints(Selector selector) {}
}
