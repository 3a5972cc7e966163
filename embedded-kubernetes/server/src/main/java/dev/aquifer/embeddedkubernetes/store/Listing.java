package dev.aquifer.embeddedkubernetes.store;

import java.util.List;

/** What was stored at one revision. */
public record Listing(List<StoredObject> objects, long revision) {
    /** Copies the list. */
    public Listing {
        objects = List.copyOf(objects);
    }
}
