package dev.aquifer.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.ClusterEvent.ClusterSilent;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.Uid;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;
import dev.aquifer.status.fold.ComputedStatus;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What status-aggregator does, start to finish: a batch of facts is folded, and each resource whose
 * status is not the published one is published, with one transition for each condition that
 * changed. Nothing is published before all that was there at the start is folded.
 */
final class StatusFlow {
    private static final String SOURCE = "/aquifer/status-aggregator";

    private final Fleet fleet = new Fleet();
    private final Map<ResourceRef, ResourceStatus> published = new HashMap<>();
    private final Set<ResourceRef> failed = ConcurrentHashMap.newKeySet();
    private final EventPublisher bus;
    private final Clock clock;
    private final Duration silentAfter;
    private final Instant startedAt;
    private long sequence;
    private boolean caughtUp;

    /**
     * A flow with nothing folded.
     *
     * @param silentAfter how long nothing may be heard of a cluster
     */
    StatusFlow(EventPublisher bus, Clock clock, Duration silentAfter) {
        this.bus = bus;
        this.clock = clock;
        this.silentAfter = silentAfter;
        this.startedAt = clock.instant();
    }

    /** Folds a batch; publishes what it changed. */
    synchronized void on(List<Received> batch) {
        batch.forEach(this::fold);
        if (caughtUp) {
            publishChanged();
        }
    }

    /** All that was there at the start is folded. */
    synchronized void caughtUp() {
        caughtUp = true;
        publishChanged();
    }

    private void fold(Received received) {
        switch (received) {
            case Fact fact when fact.topic() == Topic.CONDITIONS -> {
                sequence = Math.max(sequence, fact.meta().sequence());
                // While catching up these are our words of an earlier life; later, their echo.
                if (!caughtUp && fact.event() instanceof ResourceStatus status) {
                    published.put(status.subject().resource(), status);
                }
            }
            case Fact fact -> fleet.take(new Envelope<>(fact.meta(), fact.event()));
            case Gone gone when gone.topic() == Topic.CONDITIONS -> {
                if (!caughtUp) {
                    published.remove(ResourceRef.parse(gone.key()));
                }
            }
            case Gone gone -> fleet.forget(gone.key());
        }
    }

    private void publishChanged() {
        var changed = fleet.drainChanged();
        for (var resource : changed) {
            fleet.status(resource)
                    .ifPresentOrElse(
                            status -> publish(resource, status), () -> publishGone(resource));
        }
    }

    private void publish(ResourceRef resource, ComputedStatus computed) {
        var before = published.get(resource);
        var status = computed.status();
        if (before != null && says(before, status)) {
            return;
        }
        var cause = computed.verdicts().getFirst().cause().meta();
        send(Topic.CONDITIONS, status, id(status), cause);
        for (var verdict : computed.verdicts()) {
            transition(before, status.subject(), verdict);
        }
        published.put(resource, status);
    }

    private static boolean says(ResourceStatus before, ResourceStatus now) {
        return before.subject().equals(now.subject())
                && before.conditions().equals(now.conditions())
                && normal(before.fields()).equals(normal(now.fields()));
    }

    /** Through text, as numbers in a tree and numbers that were read are of different types. */
    private static JsonNode normal(JsonNode tree) {
        try {
            return EventCodec.JSON.readTree(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that is no JSON", e);
        }
    }

    private void transition(@Nullable ResourceStatus before, Subject subject, Verdict verdict) {
        var now = verdict.condition();
        var then =
                Optional.ofNullable(before)
                        .filter(b -> Objects.equals(b.subject().uid(), subject.uid()))
                        .flatMap(b -> find(b, now.type()));
        boolean same =
                then.filter(c -> c.status() == now.status() && c.reason().equals(now.reason()))
                        .isPresent();
        if (same) {
            return;
        }
        var changed =
                new ConditionChanged(
                        subject,
                        then.orElse(null),
                        now,
                        EventCatalogue.typeOf(verdict.cause().event().getClass()),
                        now.lastTransitionTime());
        send(Topic.TRANSITIONS, changed, id(subject, now), verdict.cause().meta());
    }

    private static Optional<Condition> find(ResourceStatus status, String type) {
        return status.conditions().stream().filter(c -> c.type().equals(type)).findFirst();
    }

    private void publishGone(ResourceRef resource) {
        if (published.remove(resource) != null) {
            sendGone(resource);
        }
    }

    private void sendGone(ResourceRef resource) {
        var meta = meta("gone:" + resource, resource.toString(), null);
        noticeFailure(resource, bus.publishTombstone(Topic.CONDITIONS, Slot.of(resource), meta));
    }

    /** What the broker did not take is said again: ids depend on what is said, so it may repeat. */
    synchronized void sayAgainWhatFailed() {
        for (var resource : Set.copyOf(failed)) {
            failed.remove(resource);
            published.remove(resource);
            fleet.status(resource)
                    .ifPresentOrElse(status -> publish(resource, status), () -> sendGone(resource));
        }
    }

    private void noticeFailure(ResourceRef resource, CompletableFuture<Void> sent) {
        var _ =
                sent.whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                failed.add(resource);
                            }
                        });
    }

    /** Says of clusters that nothing was heard of them for too long. */
    synchronized void lookForSilence() {
        if (!caughtUp) {
            return;
        }
        var now = clock.instant();
        fleet.sessions()
                .forEach(
                        (cluster, session) -> {
                            var heard =
                                    session.observedAt().isAfter(startedAt)
                                            ? session.observedAt()
                                            : startedAt;
                            if (heard.plus(silentAfter).isBefore(now)
                                    && !fleet.isUnobserved(cluster)) {
                                var silent =
                                        new ClusterSilent(
                                                session.subject(),
                                                session.session(),
                                                session.observedAt(),
                                                heard.plus(silentAfter));
                                send(
                                        Topic.CLUSTERS,
                                        silent,
                                        uuid("silent", cluster, silent.since()),
                                        meta("", cluster.toString(), null));
                            }
                        });
    }

    private void send(Topic topic, Event event, String id, EventMeta cause) {
        var meta = meta(id, cause.correlationId(), cause.id().isEmpty() ? null : cause.id());
        var sent = bus.publish(topic, new Envelope<>(meta, event));
        if (topic != Topic.CLUSTERS) { // silence is looked for again and again
            noticeFailure(event.subject().resource(), sent);
        }
    }

    private EventMeta meta(String id, String correlation, @Nullable String causation) {
        // Rises over restarts, too: what was read back is the least.
        sequence = Math.max(sequence + 1, clock.millis() * 1000);
        return new EventMeta(
                id, SOURCE, clock.instant(), correlation, causation, sequence, List.of(), null);
    }

    /** Ids depend only on what is said, so that a repeat is harmless. */
    private static String id(ResourceStatus status) {
        return uuid(
                "status",
                status.subject(),
                status.conditions(),
                normal(status.fields()).toString());
    }

    private static String id(Subject subject, Condition condition) {
        Uid uid = subject.uid();
        return uuid(
                "transition",
                subject.resource(),
                String.valueOf(uid),
                condition.type(),
                condition.status(),
                condition.reason(),
                condition.lastTransitionTime());
    }

    private static String uuid(Object... parts) {
        return UUID.nameUUIDFromBytes(List.of(parts).toString().getBytes(UTF_8)).toString();
    }
}
