package dev.aquifer.cache;

import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Said;
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
            return cache;
        }
        return hydrations.values().stream()
                .flatMap(hydration -> foundOut(hydration, plan).stream())
                .min(Comparator.comparing(CacheRow.Pin::at))
                .map(cache::pinned)
                .orElse(cache);
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
            case Hydration.Running(var of, _, _, Hydration.Plan(String revision, var at, var bytes))
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
