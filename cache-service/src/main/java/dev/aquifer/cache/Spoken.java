package dev.aquifer.cache;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Said;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was said of a cache when the decision began: most of what might be taken back was never
 * said, and that need not be asked of the database for each cluster.
 */
final class Spoken {
    private final Said said;
    private final ResourceRef cache;
    private final Set<Slot> slots;

    Spoken(Said said, ResourceRef cache) {
        this.said = said;
        this.cache = cache;
        this.slots = said.slots(Topic.CACHES, cache).stream().collect(Collectors.toSet());
    }

    /** Takes a facet of a cluster back. */
    void unsay(String facet, String cluster) {
        var slot = Slot.of(cache, facet, cluster);
        if (slots.contains(slot)) {
            said.unsay(Topic.CACHES, slot);
        }
    }
}
