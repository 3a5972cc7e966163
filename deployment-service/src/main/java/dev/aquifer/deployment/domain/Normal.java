package dev.aquifer.deployment.domain;

import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.Workers;
import java.util.Objects;

/** A spec in normal form, or what of it this release does not carry out. */
public sealed interface Normal {

    /** Everything is carried out; nothing is left to defaults. */
    record Supported(Workers workers) implements Normal {}

    /** Valid, and not carried out yet. */
    record Unimplemented(String feature, String message) implements Normal {}

    /** The normal form of a spec. */
    static Normal of(ModelDeploymentSpec spec) {
        if (spec.engine() != null) {
            return new Unimplemented(
                    "spec.engine",
                    "spec.engine: the older dialect is admitted and not carried out yet; write"
                            + " spec.workers.template with a container called engine instead");
        }
        if (spec.workers().template() == null) {
            return new Unimplemented(
                    "spec.workers.template", "spec.workers.template: nothing says what to run");
        }
        var w = spec.workers();
        var topology = new Workers.Topology(null, w.topology().tensor(), w.topology().pods());
        var given = w.serving();
        var serving =
                new Workers.Serving(
                        given == null || given.port() == null
                                ? Integer.valueOf(8000)
                                : given.port(),
                        given == null
                                ? "/health"
                                : Objects.requireNonNullElse(given.healthPath(), "/health"));
        return new Supported(
                new Workers(
                        Objects.requireNonNullElse(w.count(), 1),
                        topology,
                        null,
                        w.template(),
                        serving));
    }
}
