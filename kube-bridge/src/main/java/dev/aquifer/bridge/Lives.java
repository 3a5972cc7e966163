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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which lives ended, by the word of their owners and of the control API. */
final class Lives implements Evidence {
    private final Set<Uid> removed = ConcurrentHashMap.newKeySet();
    private final Set<Uid> seenDeleted = ConcurrentHashMap.newKeySet();

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
        removed.add(event.subject().admittedUid());
        return Optional.of(event.subject().resource());
    }

    /** The control API said that it is gone. */
    void deleted(Uid uid) {
        seenDeleted.add(uid);
    }

    /** The control API's word on it is of no more use. */
    void forget(Uid uid) {
        seenDeleted.remove(uid);
    }

    @Override
    public boolean removed(Uid uid) {
        return removed.contains(uid);
    }

    @Override
    public boolean seenDeleted(Uid uid) {
        return seenDeleted.contains(uid);
    }
}
