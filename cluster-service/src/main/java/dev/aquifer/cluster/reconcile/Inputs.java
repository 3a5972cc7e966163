package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.reconcile.Sources.Source;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.events.ObservationEvent.Input;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of the sources of a Work: which write of each is current. What an attempt begins
 * with is what was copied for it, not what may have come since, so that a change is never missed.
 */
final class Inputs {
    private final Sources sources;

    Inputs(Sources sources) {
        this.sources = sources;
    }

    /** Whether a Work has any. */
    static boolean has(WorkRow row) {
        return !row.secrets().isEmpty() || !row.configMaps().isEmpty();
    }

    /** All of a Work, in order; empty when it has none, or as long as nobody can say of one. */
    Optional<List<Input>> of(WorkRow row) {
        var said = said(row);
        var known = said.isEmpty() ? Copies.copied(row) : Map.<Source, String>of();
        var all =
                CopyPart.of(row).stream()
                        .map(CopyPart::source)
                        .distinct()
                        .sorted(Source.ORDER)
                        .toList();
        var inputs = all.stream().flatMap(source -> input(source, known, said).stream()).toList();
        return inputs.isEmpty() || inputs.size() < all.size()
                ? Optional.empty()
                : Optional.of(inputs);
    }

    private Optional<Input> input(
            Source source, Map<Source, String> copied, Map<Source, String> said) {
        return Optional.ofNullable(copied.get(source))
                .or(() -> sources.version(source))
                .or(() -> Optional.ofNullable(said.get(source)))
                .map(
                        version ->
                                new Input(
                                        source.kind(), source.namespace(), source.name(), version));
    }

    /** What was said last of this attempt. */
    private static Map<Source, String> said(WorkRow row) {
        var said = new HashMap<Source, String>();
        row.observation()
                .filter(last -> last.attempt() == row.attempt())
                .map(last -> last instanceof WorkObserved seen ? seen.inputs() : null)
                .ifPresent(
                        inputs ->
                                inputs.forEach(
                                        input ->
                                                said.put(
                                                        new Source(
                                                                input.kind(),
                                                                input.namespace(),
                                                                input.name()),
                                                        input.version())));
        return said;
    }
}
