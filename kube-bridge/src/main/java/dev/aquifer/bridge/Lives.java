package dev.aquifer.bridge;

import dev.aquifer.bridge.domain.Evidence;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.ClusterEvent.ClassRemoved;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.DeploymentEvent.DeploymentRemoved;
import dev.aquifer.events.DeploymentEvent.EndpointRemoved;
import dev.aquifer.events.DeploymentEvent.GatewayRemoved;
import dev.aquifer.events.DeploymentEvent.ServiceRemoved;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which lives ended, by the word of their owners and of the control API. */
final class Lives implements Evidence {
    private static final String FACET = "deletion";

    private final Map<Uid, ResourceRef> removed = new ConcurrentHashMap<>();
    private final Map<Uid, ResourceRef> seenDeleted = new ConcurrentHashMap<>();

    /** Takes an owner's word that nothing is left; answers of which name. */
    Optional<ResourceRef> learn(Event event) {
        return switch (event) {
            case CacheRemoved e -> ended(e);
            case ClusterRemoved e -> ended(e);
            case ClassRemoved e -> ended(e);
            case DeploymentRemoved e -> ended(e);
            case ServiceRemoved e -> ended(e);
            case EndpointRemoved e -> ended(e);
            case GatewayRemoved e -> ended(e);
            default -> Optional.empty();
        };
    }

    private Optional<ResourceRef> ended(Event event) {
        removed.put(event.subject().admittedUid(), event.subject().resource());
        return Optional.of(event.subject().resource());
    }

    /** A tombstone: the owner of that slot takes back its word, as nobody needs it any more. */
    void takenBack(String slot) {
        var parts = slot.split("/", -1);
        if (parts.length == 4 && parts[3].equals(FACET)) {
            var name = new ResourceRef(parts[0], parts[1], parts[2]);
            removed.values().removeIf(name::equals);
        }
    }

    /** The control API said that it is gone. */
    void deleted(ResourceRef name, Uid uid) {
        seenDeleted.put(uid, name);
    }

    /** The bus knows nothing of that name any more. */
    void forget(ResourceRef name) {
        seenDeleted.values().removeIf(name::equals);
    }

    /** The control API's word on it is of no more use. */
    void forget(Uid uid) {
        seenDeleted.remove(uid);
    }

    @Override
    public boolean removed(Uid uid) {
        return removed.containsKey(uid);
    }

    @Override
    public boolean seenDeleted(Uid uid) {
        return seenDeleted.containsKey(uid);
    }
}
