package dev.aquifer.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.ClusterEvent.ClusterSilent;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Topic;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Says statuses and transitions, and keeps what the broker did not take. Ids depend only on what is
 * said, so that saying it again is harmless. Of one thread at a time; answers of the broker come
 * from another.
 */
final class StatusVoice {
    private static final String SOURCE = "/aquifer/status-aggregator";
    private static final int MOST_UNSAID = 10_000;

    private record Transition(ConditionChanged change, EventMeta cause, String occasion) {}

    private final Outlet bus;
    private final Clock clock;
    private final StatusLog log;
    private final Set<ResourceRef> unsaidStatuses = ConcurrentHashMap.newKeySet();
    private final Deque<Transition> unsaid = new ConcurrentLinkedDeque<>();

    /** A deque like this one counts by walking through. */
    private final AtomicInteger unsaidCount = new AtomicInteger();

    private final Echoes echoes = new Echoes();
    private long sequence;

    StatusVoice(Outlet bus, Clock clock, StatusLog log) {
        this.bus = bus;
        this.clock = clock;
        this.log = log;
    }

    /** A number that was used, in an earlier life or by another one; ours are higher. */
    void heard(long used) {
        sequence = Math.max(sequence, used);
    }

    /** What was said in an earlier life counts as said by us. */
    void adopt(ResourceRef resource, long used) {
        echoes.said(resource, used, clock.instant());
    }

    /** What of our words came back, and what others said instead. */
    Echoes echoes() {
        return echoes;
    }

    /** Another one says otherwise of so many resources. */
    void contradicted(int resources) {
        log.contradicted(resources);
    }

    /** The whole status of a resource, brought about by that fact; never before its transitions. */
    void say(ResourceStatus status, EventMeta cause) {
        if (!unsaid.isEmpty()) {
            unsaidStatuses.add(status.subject().resource());
            return;
        }
        var id = uuid("status", status.subject(), status.conditions(), text(status.fields()));
        noticeFailure(status.subject().resource(), send(Topic.CONDITIONS, status, id, cause));
    }

    /** There is no such resource any more. */
    void sayGone(ResourceRef resource) {
        var meta = meta(uuid("gone", resource), resource.toString(), null);
        echoes.said(resource, meta.sequence(), clock.instant());
        noticeFailure(resource, bus.publishTombstone(Topic.CONDITIONS, Slot.of(resource), meta));
    }

    /**
     * A condition changed, brought about by that fact. Changes are said in their order, and with
     * the same id when they are said again.
     *
     * @param occasion tells it from the same change by the same fact at another time
     */
    void say(ConditionChanged change, EventMeta cause, String occasion) {
        var transition = new Transition(change, cause, occasion);
        if (unsaid.isEmpty()) {
            var _ = send(transition);
        } else {
            keep(transition);
        }
    }

    /** A cluster is silent. Said again and again until it is heard, so failures do not matter. */
    void say(ClusterSilent silent) {
        var cluster = silent.subject().resource();
        var id = uuid("silent", cluster, silent.since());
        var _ = send(Topic.CLUSTERS, silent, id, meta("", cluster.toString(), null));
    }

    /** The resources whose status the broker did not take; asked once. */
    Set<ResourceRef> drainUnsaidStatuses() {
        var drained = Set.copyOf(unsaidStatuses);
        unsaidStatuses.removeAll(drained);
        return drained;
    }

    /** Says the transitions again that the broker did not take; whether it took them all. */
    boolean sayUnsaidTransitions() {
        var waiting = new ArrayDeque<Transition>();
        for (var next = takeUnsaid(); next != null; next = takeUnsaid()) {
            waiting.add(next);
        }
        boolean taken = true;
        for (var transition : waiting) {
            if (taken) {
                taken = !send(transition).isCompletedExceptionally();
            } else {
                keep(transition);
            }
        }
        return taken;
    }

    private CompletableFuture<Void> send(Transition transition) {
        var change = transition.change();
        var id =
                uuid(
                        "transition",
                        change.subject().resource(),
                        String.valueOf(change.subject().uid()),
                        state(change.before()),
                        state(change.after()),
                        transition.cause().id(),
                        transition.occasion());
        var sent = send(Topic.TRANSITIONS, change, id, transition.cause());
        var _ =
                sent.whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                keep(transition);
                            }
                        });
        return sent;
    }

    private static String state(@Nullable Condition condition) {
        return condition == null
                ? ""
                : condition.type()
                        + "="
                        + condition.status()
                        + "/"
                        + condition.reason()
                        + "@"
                        + condition.lastTransitionTime();
    }

    private void keep(Transition transition) {
        unsaid.add(transition);
        if (unsaidCount.incrementAndGet() > MOST_UNSAID && takeUnsaid() != null) {
            log.transitionLost();
        }
    }

    private @Nullable Transition takeUnsaid() {
        var oldest = unsaid.poll();
        if (oldest != null) {
            unsaidCount.decrementAndGet();
        }
        return oldest;
    }

    private void noticeFailure(ResourceRef resource, CompletableFuture<Void> sent) {
        var _ =
                sent.whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                unsaidStatuses.add(resource);
                            }
                        });
    }

    private CompletableFuture<Void> send(Topic topic, Event event, String id, EventMeta cause) {
        var meta = meta(id, cause.correlationId(), cause.id().isEmpty() ? null : cause.id());
        if (event instanceof ResourceStatus status) {
            echoes.said(status.subject().resource(), meta.sequence(), clock.instant());
        }
        return bus.publish(topic, new Envelope<>(meta, event));
    }

    private EventMeta meta(String id, String correlation, @Nullable String causation) {
        // Rises over restarts, too: what was read back is the least.
        sequence = Math.max(sequence + 1, clock.millis() * 1000);
        return new EventMeta(
                id, SOURCE, clock.instant(), correlation, causation, sequence, List.of(), null);
    }

    /** As text, as numbers in a tree and numbers that were read are of different types. */
    static String text(JsonNode tree) {
        return tree.toString();
    }

    private static String uuid(Object... parts) {
        return UUID.nameUUIDFromBytes(List.of(parts).toString().getBytes(UTF_8)).toString();
    }
}
