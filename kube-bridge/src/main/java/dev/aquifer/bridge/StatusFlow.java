package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.Fingerprint;
import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlView;
import dev.aquifer.bridge.domain.ControlWriter;
import dev.aquifer.bridge.domain.StatusPatch;
import dev.aquifer.bridge.domain.StatusPatch.Shown;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.ledger.Received;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Condition → patch. The status of each object is what the aggregator says of its uid, whole: what
 * it does not say any more goes. Nothing is written when nothing differs, and a status that
 * somebody edited is put right.
 */
final class StatusFlow {
    private final ControlView view;
    private final ControlWriter writer;
    private final BridgeLog log;
    private final Map<ResourceRef, Shown> shown = new ConcurrentHashMap<>();

    StatusFlow(ControlView view, ControlWriter writer, BridgeLog log) {
        this.view = view;
        this.writer = writer;
        this.log = log;
    }

    /** Takes what the aggregator says; answers of which name. */
    Optional<ResourceRef> learn(Received received) {
        return switch (received) {
            case Received.Fact(_, ResourceStatus status, _, _, _) -> {
                var subject = status.subject();
                var fields = Fingerprint.tree(status.fields());
                shown.put(
                        subject.resource(),
                        new Shown(
                                subject.resource(),
                                subject.admittedUid(),
                                status.conditions(),
                                fields));
                yield Optional.of(subject.resource());
            }
            case Received.Gone gone -> {
                shown.remove(ResourceRef.parse(gone.key()));
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /** Shows it on these objects; answers which of them have to be tried again. */
    Set<ResourceRef> on(List<ResourceRef> names) {
        var again = new HashSet<ResourceRef>();
        for (var name : names) {
            try {
                patch(name).ifPresent(writer::patchStatus);
            } catch (ControlApiException e) {
                if (unfinished(name, e)) {
                    again.add(name);
                }
            }
        }
        return again;
    }

    private Optional<StatusPatch> patch(ResourceRef name) {
        var resource = view.get(name);
        var status = shown.get(name);
        return resource == null || status == null
                ? Optional.empty()
                : StatusPatch.of(resource, status);
    }

    private boolean unfinished(ResourceRef name, ControlApiException e) {
        return switch (e.kind()) {
            case NOT_FOUND -> false; // gone meanwhile
            case CONFLICT -> true;
            case REFUSED, AWAY -> {
                log.controlApiSaidNo(name.toString(), e.why());
                yield true;
            }
        };
    }
}
