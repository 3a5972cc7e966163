package dev.aquifer.status;

import dev.aquifer.events.ClusterEvent.ClusterSilent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Slot;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Topic;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.ledger.Received;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The topics that the aggregator writes, on paper; it takes nothing while it is away. */
final class PaperBus implements Outlet {
    final List<Envelope<ResourceStatus>> statuses = new ArrayList<>();
    final List<Envelope<ConditionChanged>> transitions = new ArrayList<>();
    final List<ClusterSilent> silences = new ArrayList<>();
    final List<String> takenBack = new ArrayList<>();
    private final Map<String, Received> conditions = new LinkedHashMap<>();
    private final BooleanSupplier away;

    PaperBus(BooleanSupplier away) {
        this.away = away;
    }

    @Override
    public CompletableFuture<Void> publish(Topic topic, Envelope<? extends Event> envelope) {
        if (away.getAsBoolean()) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }
        switch (envelope.event()) {
            case ResourceStatus status -> {
                statuses.add(new Envelope<>(envelope.meta(), status));
                conditions.put(
                        status.slot().toString(),
                        new Received.Fact(envelope.meta(), status, topic, 0, statuses.size()));
            }
            case ConditionChanged changed ->
                    transitions.add(new Envelope<>(envelope.meta(), changed));
            case ClusterSilent silent -> silences.add(silent);
            default -> {}
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> publishTombstone(Topic topic, Slot slot, EventMeta meta) {
        if (away.getAsBoolean()) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }
        conditions.remove(slot.toString());
        takenBack.add(slot.toString());
        return CompletableFuture.completedFuture(null);
    }

    /** What the topic of the statuses holds once it is compacted. */
    List<Received> conditions() {
        return List.copyOf(conditions.values());
    }

    /** The newest status of each resource, as text. */
    Map<String, String> newest() {
        Map<String, String> newest = new TreeMap<>();
        conditions.forEach(
                (key, fact) -> newest.put(key, ((Received.Fact) fact).event().toString()));
        return newest;
    }

    void loseConditions() {
        conditions.clear();
    }
}
