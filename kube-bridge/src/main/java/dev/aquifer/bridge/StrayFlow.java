package dev.aquifer.bridge;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlView;
import dev.aquifer.bridge.domain.ControlWriter;
import dev.aquifer.bridge.domain.Marks;
import dev.aquifer.bridge.domain.Stray;
import dev.aquifer.events.ResourceRef;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Object → status. What somebody made by hand of a kind that only deployments declare says of
 * itself that nothing comes of it. What is declared has its status from the aggregator.
 */
final class StrayFlow {
    private final ControlView view;
    private final ControlWriter writer;
    private final Predicate<ResourceRef> declared;
    private final Clock clock;
    private final BridgeLog log;

    StrayFlow(
            ControlView view,
            ControlWriter writer,
            Predicate<ResourceRef> declared,
            Clock clock,
            BridgeLog log) {
        this.view = view;
        this.writer = writer;
        this.declared = declared;
        this.clock = clock;
        this.log = log;
    }

    /** Looks at these; answers which of them have to be tried again. */
    Set<ResourceRef> on(List<ResourceRef> names) {
        return names.stream().filter(name -> !done(name)).collect(Collectors.toSet());
    }

    private boolean done(ResourceRef name) {
        var seen = view.get(name);
        if (seen == null || (declared.test(name) && seen.labels().containsKey(Marks.DECLARED_BY))) {
            return true;
        }
        try {
            Stray.of(seen, clock.instant().truncatedTo(ChronoUnit.SECONDS))
                    .ifPresent(writer::patchStatus);
            return true;
        } catch (ControlApiException e) {
            return switch (e.kind()) {
                case NOT_FOUND -> true; // gone meanwhile
                case CONFLICT -> false;
                case REFUSED, AWAY -> {
                    log.controlApiSaidNo(name.toString(), e.why());
                    yield false;
                }
            };
        }
    }
}
