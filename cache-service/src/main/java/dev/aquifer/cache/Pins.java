package dev.aquifer.cache;

import dev.aquifer.cache.domain.Failure;
import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.Signal;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Said;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** The one revision that all clusters get. */
final class Pins {
    private Pins() {}

    /** The cache with the revision that was found out first, by a worker's plan or its result. */
    static CacheRow pinned(CacheRow cache, Map<String, Hydration> hydrations) {
        var plan = Sources.plan(cache.spec());
        var pin = cache.pin();
        if (pin != null && pin.plan().equals(plan)) {
            return isGone(pin, hydrations)
                    ? cache.pinned(null)
                    : cache.pinned(completed(pin, hydrations));
        }
        return hydrations.values().stream()
                .flatMap(hydration -> foundOut(hydration, plan).stream())
                .min(Comparator.comparing(CacheRow.Pin::at))
                .map(found -> cache.pinned(completed(found, hydrations)))
                .orElse(cache);
    }

    /** With what the first cluster got that completed it. */
    private static CacheRow.Pin completed(CacheRow.Pin pin, Map<String, Hydration> hydrations) {
        return pin.first() != null
                ? pin
                : hydrations.entrySet().stream()
                        .filter(entry -> has(entry.getValue(), pin))
                        .min(
                                Comparator.comparing(
                                        e -> ((Hydration.Completed) e.getValue()).since()))
                        .map(
                                e ->
                                        pin.by(
                                                new CacheRow.First(
                                                        ((Hydration.Completed) e.getValue())
                                                                .artifact()
                                                                .digest(),
                                                        e.getKey())))
                        .orElse(pin);
    }

    private static boolean has(Hydration hydration, CacheRow.Pin pin) {
        return hydration instanceof Hydration.Completed done
                && done.of().plan().equals(pin.plan())
                && done.artifact().revision().equals(pin.revision());
    }

    /**
     * Every cluster gets that same revision: who completes it with other bytes than the first one
     * has failed.
     */
    static Signal unlessOther(CacheRow cache, Hydration before, String cluster, Signal signal) {
        var pin = cache.pin();
        if (pin == null
                || pin.first() == null
                || !(signal instanceof Signal.Succeeded(var artifact, var at))
                || !Sources.plan(cache.spec()).equals(pin.plan())
                || !pin.revision().equals(artifact.revision())
                || !before.isOf(pin.plan())) {
            return signal;
        }
        var first = pin.first();
        if (first.cluster().equals(cluster) || first.digest().equals(artifact.digest())) {
            return signal;
        }
        var message =
                "%s came as %s, %s got it as %s first"
                        .formatted(
                                pin.revision(), artifact.digest(), first.cluster(), first.digest());
        return new Signal.Ended(
                new Failure(
                        "Validation",
                        "DigestMismatch",
                        message,
                        Failure.Retry.AFTER_CAUSE_CHANGED,
                        Duration.ZERO,
                        null,
                        artifact.throttled()),
                true,
                at);
    }

    /**
     * Whether the origin does not have the revision any more, and no cluster has it either or may
     * still get it: then another one is found out, else all would wait for ever.
     */
    private static boolean isGone(CacheRow.Pin pin, Map<String, Hydration> hydrations) {
        return hydrations.values().stream().anyMatch(h -> foundItGone(h, pin.plan()))
                && hydrations.values().stream().noneMatch(h -> hasOrGetsIt(h, pin));
    }

    private static boolean foundItGone(Hydration hydration, String plan) {
        return hydration instanceof Hydration.Failed failed
                && failed.of().plan().equals(plan)
                && failed.of().pinned()
                && failed.failure().code().equals("PinnedRevisionGone");
    }

    private static boolean hasOrGetsIt(Hydration hydration, CacheRow.Pin pin) {
        return switch (hydration) {
            case Hydration.Completed _ -> has(hydration, pin);
            case Hydration.Requested requested -> requested.of().plan().equals(pin.plan());
            case Hydration.Running running -> running.of().plan().equals(pin.plan());
            case Hydration.Idle _, Hydration.Failed _, Hydration.TooLarge _ -> false;
        };
    }

    private static Optional<CacheRow.Pin> foundOut(Hydration hydration, String plan) {
        return switch (hydration) {
            case Hydration.Completed done when done.of().plan().equals(plan) ->
                    Optional.of(
                            new CacheRow.Pin(
                                    plan,
                                    done.artifact().revision(),
                                    done.since(),
                                    done.artifact().bytes()));
            case Hydration.Running(
                            var of,
                            _,
                            _,
                            Hydration.Plan(String revision, var at, var bytes),
                            _)
                    when revision != null && of.plan().equals(plan) ->
                    Optional.of(new CacheRow.Pin(plan, revision, at, bytes));
            default -> Optional.empty();
        };
    }

    static void say(CacheRow cache, Said said) {
        var pin = cache.pin();
        if (pin != null && pin.plan().equals(Sources.plan(cache.spec()))) {
            said.say(Topic.CACHES, new SourcePinned(cache.subject(), pin.revision(), pin.at()));
        } else {
            said.unsay(Topic.CACHES, Slot.of(cache.resource(), "pin"));
        }
    }
}
