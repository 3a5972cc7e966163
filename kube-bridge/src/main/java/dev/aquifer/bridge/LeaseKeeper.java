package dev.aquifer.bridge;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.LeaseStep;
import dev.aquifer.bridge.domain.LeaseStep.Asking;
import dev.aquifer.bridge.kubernetes.LeaseApi;
import dev.aquifer.bridge.kubernetes.LeaseApi.Claim;
import dev.aquifer.bridge.kubernetes.LeaseApi.Held;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes the Lease, keeps it, and says when it is lost. For one thread. */
final class LeaseKeeper {
    private final LeaseApi api;
    private final BridgeSettings.Lease settings;
    private final String identity;
    private final Clock clock;
    private final LongSupplier nanos;
    private @Nullable Held lastSeen;
    private long changedAt;
    private long renewedAt;
    private boolean leading;
    private int term = Asking.NONE;
    private int highest = Asking.NONE;

    LeaseKeeper(
            LeaseApi api,
            BridgeSettings.Lease settings,
            String identity,
            Clock clock,
            LongSupplier nanos) {
        this.api = api;
        this.settings = settings;
        this.identity = identity;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Who leads. */
    sealed interface Standing {
        /** This replica; {@code notes} are what it or its predecessor wanted to be remembered. */
        record Leading(int term, Map<String, String> notes) implements Standing {}

        /** Another one. */
        record StandingBy(String holder) implements Standing {}
    }

    /**
     * Looks at the Lease once, takes or renews it. Throws when the control API is away or another
     * one was faster; and, for one that leads, when it becomes overdue meanwhile.
     *
     * @param notes to be remembered by whoever leads next
     */
    Standing attempt(Map<String, String> notes) {
        var asked = nanos.getAsLong();
        var ours = lastSeen;
        if (ours != null && isOurs(ours)) {
            try {
                return write(ours, term, notes, asked);
            } catch (ControlApiException e) {
                if (!isAnotherByNow(e)) {
                    throw e;
                }
            }
        }
        var read = inTime().read().orElse(null);
        if (lastSeen == null || read == null || !lastSeen.version().equals(read.version())) {
            changedAt = asked;
        }
        lastSeen = read;
        var seen = read == null ? null : read.seen();
        var unchangedFor = Duration.ofNanos(asked - changedAt);
        var us = new Asking(identity, leading ? term : Asking.NONE, highest);
        if (seen != null) {
            highest = Math.max(highest, seen.transitions());
        }
        return switch (LeaseStep.next(seen, us, unchangedFor, settings.duration())) {
            case LeaseStep.StandBy(var holder) -> {
                leading = false;
                yield new Standing.StandingBy(holder);
            }
            case LeaseStep.Take(var transitions) ->
                    write(read, transitions, wasOurs(seen) ? kept(ours, notes) : Map.of(), asked);
            case LeaseStep.Renew() -> write(read, term, notes, asked);
        };
    }

    private boolean isOurs(Held held) {
        return leading
                && held.seen().holder().equals(identity)
                && held.seen().transitions() == term;
    }

    /** Somebody wrote it, or it is gone. */
    private static boolean isAnotherByNow(ControlApiException e) {
        return e.kind() == ControlApiException.Kind.CONFLICT
                || e.kind() == ControlApiException.Kind.NOT_FOUND;
    }

    /** Lost or set back while we led: nobody else did meanwhile, so we know best what was noted. */
    private boolean wasOurs(LeaseStep.@Nullable Seen found) {
        return leading && (found == null || found.holder().equals(identity));
    }

    private static Map<String, String> kept(@Nullable Held ours, Map<String, String> notes) {
        var all = new HashMap<String, String>(ours == null ? Map.of() : ours.notes());
        all.putAll(notes);
        return all;
    }

    private Standing write(
            @Nullable Held read, int transitions, Map<String, String> notes, long asked) {
        var all = new HashMap<String, String>(read == null ? Map.of() : read.notes());
        all.putAll(notes);
        var claim = new Claim(identity, transitions, settings.duration(), clock.instant(), all);
        lastSeen = read == null ? inTime().create(claim) : inTime().replace(read, claim);
        leading = true;
        term = transitions;
        highest = Math.max(highest, transitions);
        renewedAt = asked;
        changedAt = asked;
        return new Standing.Leading(transitions, all);
    }

    /** However slow the API is: who leads has to know in time that it does no more. */
    private LeaseApi inTime() {
        if (!leading) {
            return api;
        }
        if (overdue()) {
            throw new ControlApiException(
                    ControlApiException.Kind.AWAY, 0, "no time is left to renew the Lease", null);
        }
        return api.within(left());
    }

    private Duration left() {
        return settings.renewDeadline().minusNanos(nanos.getAsLong() - renewedAt);
    }

    /** Whether this replica led and could not say so for too long: others may believe it dead. */
    boolean overdue() {
        return leading && left().toMillis() <= 0;
    }

    /** Leads no more, of its own will or because it is overdue. */
    void stepDown() {
        leading = false;
    }

    /** Gives the Lease back, so that another one need not wait. */
    void giveBack(Map<String, String> notes) {
        if (!leading) {
            return;
        }
        leading = false;
        try {
            // Others than this thread note things on it, so it is read again.
            api.read()
                    .filter(held -> held.seen().holder().equals(identity))
                    .ifPresent(held -> api.replace(held, givenBack(held, notes)));
        } catch (ControlApiException e) {
            // It ends by itself.
        }
        lastSeen = null;
    }

    private Claim givenBack(Held held, Map<String, String> notes) {
        var all = new HashMap<>(held.notes());
        all.putAll(notes);
        return new Claim("", held.seen().transitions(), settings.duration(), clock.instant(), all);
    }
}
