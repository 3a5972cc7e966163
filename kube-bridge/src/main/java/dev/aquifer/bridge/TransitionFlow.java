package dev.aquifer.bridge;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlView;
import dev.aquifer.bridge.domain.ControlWriter;
import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.News;
import dev.aquifer.bridge.domain.Note;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.bridge.domain.Tone;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.ledger.Received;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Transition → Kubernetes Event, one for each change. The name of the Event follows from the id of
 * the transition, so a replay tells nothing twice; what is older than Kubernetes keeps Events is
 * not told at all. What happened to a declared object before it came into sight is told then.
 */
final class TransitionFlow {
    private static final int MOST_WAITING = 1000;
    private static final int MOST_OF_ONE = 20;

    private final ControlView view;
    private final ControlWriter writer;
    private final Duration newerThan;
    private final Clock clock;
    private final BridgeLog log;
    private final Map<ResourceRef, ArrayDeque<Received.Fact>> waiting = new HashMap<>();

    TransitionFlow(
            ControlView view,
            ControlWriter writer,
            Duration newerThan,
            Clock clock,
            BridgeLog log) {
        this.view = view;
        this.writer = writer;
        this.newerThan = newerThan;
        this.clock = clock;
        this.log = log;
    }

    /** Tells of these changes. Throws when the API is away; then they come again. */
    synchronized void on(List<Received> batch) {
        dropWhatIsOld();
        for (var received : batch) {
            if (received instanceof Received.Fact fact) {
                tell(fact);
            }
        }
    }

    /** Objects came into sight: what happened to them before is told now. */
    synchronized Set<ResourceRef> seen(List<ResourceRef> names) {
        for (var name : names) {
            var early = waiting.remove(name);
            try {
                if (early != null) {
                    early.forEach(this::tell);
                }
            } catch (ControlApiException e) {
                waiting.put(name, early);
                throw e;
            }
        }
        return Set.of();
    }

    /** That resource is no more, and what happened to it before is no news to anybody. */
    synchronized void gone(ResourceRef name, Instant at) {
        dropEarly(waiting.get(name), name, fact -> !fact.meta().time().isAfter(at));
    }

    private void dropWhatIsOld() {
        for (var name : List.copyOf(waiting.keySet())) {
            dropEarly(waiting.get(name), name, fact -> !isFresh(fact.event()));
        }
    }

    private void dropEarly(
            @Nullable ArrayDeque<Received.Fact> early,
            ResourceRef name,
            Predicate<Received.Fact> which) {
        if (early != null) {
            early.removeIf(which);
            if (early.isEmpty()) {
                waiting.remove(name);
            }
        }
    }

    private boolean isFresh(Event event) {
        return event instanceof ConditionChanged changed
                && !changed.since().isBefore(clock.instant().minus(newerThan));
    }

    private void tell(Received.Fact fact) {
        if (!(fact.event() instanceof ConditionChanged changed)
                || !News.is(changed)
                || !isFresh(changed)) {
            return;
        }
        var subject = changed.subject();
        var resource = view.get(subject.resource());
        if (resource != null && speaksOf(subject, resource)) {
            tell(fact.meta().id(), changed, resource);
        } else if (mayBeDeclaredSoon(subject.resource())) {
            keep(subject.resource(), fact);
        }
    }

    private void keep(ResourceRef name, Received.Fact fact) {
        if (waiting.size() >= MOST_WAITING && !waiting.containsKey(name)) {
            return;
        }
        var early = waiting.computeIfAbsent(name, _ -> new ArrayDeque<>());
        early.add(fact);
        if (early.size() > MOST_OF_ONE) {
            early.remove();
        }
    }

    private static boolean speaksOf(Subject subject, Resource resource) {
        return resource.declaredBy().orElse(resource.uid()).equals(subject.uid());
    }

    private static boolean mayBeDeclaredSoon(ResourceRef name) {
        return Kind.named(name.kind()).filter(Kind::declarable).isPresent();
    }

    private void tell(String id, ConditionChanged changed, Resource resource) {
        var after = changed.after();
        var message =
                "%s is %s%s"
                        .formatted(
                                after.type(),
                                after.status(),
                                after.message().isEmpty() ? "" : ": " + after.message());
        try {
            writer.tell(
                    new Note(
                            id,
                            resource.ref(),
                            resource.uid(),
                            Tone.of(after),
                            after.reason(),
                            message,
                            changed.since()));
        } catch (ControlApiException e) {
            if (e.kind() == ControlApiException.Kind.AWAY) {
                throw e;
            }
            if (!e.namespaceGoing() && e.kind() != ControlApiException.Kind.NOT_FOUND) {
                log.notTold(resource.ref().toString(), e.why());
            }
        }
    }
}
