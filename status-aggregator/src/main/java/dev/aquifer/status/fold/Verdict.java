package dev.aquifer.status.fold;

import dev.aquifer.events.Condition;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A condition and the fact that brought it about: of those that decide it, the one with the newest
 * since.
 *
 * @param condition whose lastTransitionTime is the since of the cause, or of what time alone
 *     brought about
 * @param cause the fact, with the headers it came with
 * @param occasion which measurements say so; empty where none do
 */
public record Verdict(Condition condition, Envelope<? extends Event> cause, String occasion) {

    private static final Comparator<Envelope<? extends Event>> BY_SINCE =
            Comparator.<Envelope<? extends Event>, Instant>comparing(fact -> fact.event().since())
                    // Equal times are told apart by the id, so that arrival does not decide.
                    .thenComparing(fact -> fact.meta().id());

    /** The verdict of these facts; there is at least one. */
    static Verdict of(
            Finding finding,
            String message,
            long generation,
            Collection<? extends Envelope<? extends Event>> facts) {
        return of(
                finding.condition(),
                finding.status(),
                finding.reason(),
                message,
                generation,
                List.copyOf(facts));
    }

    static Verdict of(
            String type,
            Condition.Status status,
            String reason,
            String message,
            long generation,
            List<Envelope<? extends Event>> facts) {
        var cause = facts.stream().max(BY_SINCE).orElseThrow();
        return new Verdict(
                new Condition(
                        type,
                        status,
                        reason,
                        message,
                        generation,
                        // Kubernetes' times have no parts of a second.
                        cause.event().since().truncatedTo(ChronoUnit.SECONDS)),
                cause,
                "");
    }

    /** The same, since another time than that of its cause. */
    Verdict since(Instant since) {
        return new Verdict(
                new Condition(
                        condition.type(),
                        condition.status(),
                        condition.reason(),
                        condition.message(),
                        condition.observedGeneration(),
                        since.truncatedTo(ChronoUnit.SECONDS)),
                cause,
                occasion);
    }

    /** The same, told from other times at which the same follows from the same facts. */
    Verdict on(String when) {
        return new Verdict(condition, cause, when);
    }

    /**
     * What tells this transition from another one between the same conditions by the same cause:
     * how a hydration gets on may come and go and come again. Of all others the cause tells.
     */
    public String occasionAfter(Condition before) {
        return CacheFinding.isPace(before.reason()) || CacheFinding.isPace(condition.reason())
                ? occasion
                : "";
    }

    boolean holds() {
        return condition.status() == Condition.Status.True;
    }
}
