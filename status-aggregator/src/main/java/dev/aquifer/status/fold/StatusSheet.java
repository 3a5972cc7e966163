package dev.aquifer.status.fold;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.Condition.Status;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The sheet on which the status of one resource is written: what is said of each condition, and in
 * the end Ready as the roll-up.
 */
final class StatusSheet {
    private final Subject subject;
    private final Envelope<? extends Event> desired;
    private final boolean withdrawn;
    private final List<Verdict> verdicts = new ArrayList<>();
    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();

    /**
     * A sheet for a resource.
     *
     * @param desired the fact that the resource is wanted, or is going: what is said when nobody
     *     answered it yet
     */
    StatusSheet(Subject subject, Envelope<? extends Event> desired) {
        this.subject = subject;
        this.desired = desired;
        this.withdrawn = desired.event() instanceof DesiredEvent.Withdrawn;
        fields.put("observedGeneration", subject.generation());
    }

    /** The fields of the status beside the conditions. */
    ObjectNode fields() {
        return fields;
    }

    void say(
            Finding finding,
            String message,
            Collection<? extends Envelope<? extends Event>> facts) {
        verdicts.add(Verdict.of(finding, message, subject.generation(), facts));
    }

    /** The same of what time has brought about, since an instant that is not that of a fact. */
    void say(
            Finding finding,
            String message,
            Instant since,
            Envelope<? extends Event> fact,
            String occasion) {
        verdicts.add(
                Verdict.of(finding, message, subject.generation(), List.of(fact))
                        .since(since)
                        .on(occasion));
    }

    /**
     * How something gets on, which may come and go and come again.
     *
     * @param occasion which measurements say so
     */
    void say(
            Finding finding,
            String message,
            Collection<? extends Envelope<? extends Event>> facts,
            String occasion) {
        verdicts.add(Verdict.of(finding, message, subject.generation(), facts).on(occasion));
    }

    void say(Finding finding, String message, Envelope<? extends Event> fact) {
        say(finding, message, List.of(fact));
    }

    /** Nobody answered this generation yet. */
    void reconciling(String condition, String owner) {
        var message = "waiting for " + owner + " to take up generation " + subject.generation();
        verdicts.add(
                Verdict.of(
                        condition,
                        Status.False,
                        "Reconciling",
                        message,
                        subject.generation(),
                        List.of(desired)));
    }

    /** The whole status, Ready first; conditions that are informative do not count for it. */
    ComputedStatus rolledUp(Finding ready, Set<String> informative) {
        var counting =
                verdicts.stream().filter(v -> !informative.contains(v.condition().type())).toList();
        var all = new ArrayList<Verdict>();
        all.add(ready(ready, counting));
        all.addAll(verdicts);
        var since =
                all.stream()
                        .map(v -> v.condition().lastTransitionTime())
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        var conditions = all.stream().map(Verdict::condition).toList();
        return new ComputedStatus(new ResourceStatus(subject, conditions, fields, since), all);
    }

    private Verdict ready(Finding ready, List<Verdict> counting) {
        if (withdrawn) {
            return rollUp(Status.False, "Deleting", "the resource is being deleted", desired);
        }
        var open = counting.stream().filter(v -> !v.holds()).findFirst();
        if (open.isPresent()) {
            var c = open.get().condition();
            // Unknown only where nothing that is known to be False stands before it.
            return rollUp(c.status(), c.reason(), c.message(), open.get().cause())
                    .since(c.lastTransitionTime())
                    .on(open.get().occasion());
        }
        List<Envelope<? extends Event>> causes = new ArrayList<>();
        causes.add(desired);
        counting.forEach(v -> causes.add(v.cause()));
        return Verdict.of(ready, ready.meaning(), subject.generation(), causes);
    }

    private Verdict rollUp(
            Status status, String reason, String message, Envelope<? extends Event> cause) {
        return Verdict.of(
                Finding.ROLL_UP, status, reason, message, subject.generation(), List.of(cause));
    }
}
