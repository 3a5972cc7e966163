package dev.aquifer.deployment.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.Workers;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
        var reference = referenceToASecret(spec.workers().template());
        if (reference.isPresent()) {
            return new Unimplemented(
                    reference.get(),
                    reference.get()
                            + ": Secrets and ConfigMaps are not copied to clusters yet; write plain"
                            + " values");
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

    private static Optional<String> referenceToASecret(Workers.PodTemplate template) {
        if (template.spec().imagePullSecrets() != null
                && !template.spec().imagePullSecrets().isEmpty()) {
            return Optional.of("spec.workers.template.spec.imagePullSecrets");
        }
        for (var container : template.spec().containers()) {
            for (var variable : Objects.requireNonNullElse(container.env(), List.<JsonNode>of())) {
                if (variable.hasNonNull("valueFrom")) {
                    return Optional.of(
                            "spec.workers.template.spec.containers[%s].env[%s].valueFrom"
                                    .formatted(container.name(), variable.path("name").asText()));
                }
            }
        }
        return Optional.empty();
    }
}
