package dev.aquifer.sandbox.launcher.demo;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Waits for a resource, as long as it gets on: patience is counted from the last change of what it
 * says.
 *
 * @param patience how long nothing may change
 */
record Waiting(Clock clock, Duration patience) {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Looks until the resource is ready; says meanwhile what {@code progress} makes of it. */
    Resource untilReady(
            String what,
            Supplier<Optional<Resource>> look,
            Function<Resource, String> progressOf,
            Stage.Progress progress)
            throws InterruptedException {
        var said = "";
        var changed = clock.instant();
        while (true) {
            var found = look.get();
            if (found.filter(Resource::isReady).isPresent()) {
                return found.get();
            }
            var now = found.map(progressOf).orElse("not there yet");
            if (!now.equals(said)) {
                said = now;
                changed = clock.instant();
            }
            progress.say(now);
            if (clock.instant().isAfter(changed.plus(patience))) {
                var why = found.map(Resource::whyNotReady).orElse("it does not exist");
                throw new Trouble(
                        "%s did not become ready; for %d s it says: %s"
                                .formatted(what, patience.toSeconds(), why));
            }
            Thread.sleep(LOOK);
        }
    }
}
