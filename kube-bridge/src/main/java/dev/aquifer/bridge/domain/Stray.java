package dev.aquifer.bridge.domain;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody made by hand, of a kind that only deployments declare: nothing is carried out for
 * it, so its status has to say that.
 */
public final class Stray {
    private static final String REASON = "ImplementationPending";
    private static final String MESSAGE =
            "s are made by Aquifer for a ModelDeployment; this one is not carried out";

    private Stray() {}

    /**
     * The patch by which it says so; empty when it does, or when it is none. What has a deployment
     * as its owner is none, whatever else somebody took off it.
     *
     * @param seen an object that no deployment declares
     */
    public static Optional<StatusPatch> of(Resource seen, Instant now) {
        var kind = Kind.named(seen.ref().kind());
        boolean stray =
                kind.filter(k -> k.declarable() && !k.published()).isPresent()
                        && !seen.deleting()
                        && seen.owners().stream()
                                .noneMatch(o -> o.kind().equals(Kind.MODEL_DEPLOYMENT.kindName()));
        if (!stray) {
            return Optional.empty();
        }
        var ready = new LinkedHashMap<String, Object>();
        ready.put("type", "Ready");
        ready.put("status", "False");
        ready.put("observedGeneration", seen.generation());
        ready.put("lastTransitionTime", since(seen).orElseGet(now::toString));
        ready.put("reason", REASON);
        ready.put("message", seen.ref().kind() + MESSAGE);
        var wanted = new LinkedHashMap<String, Object>();
        wanted.put("observedGeneration", seen.generation());
        wanted.put("conditions", List.of(ready));
        return Trees.mergePatch(seen.status(), wanted).map(patch -> new StatusPatch(seen, patch));
    }

    /** Since when it says so, when it does. */
    private static Optional<String> since(Resource seen) {
        return seen.status().get("conditions") instanceof List<?> conditions
                ? conditions.stream()
                        .filter(
                                c ->
                                        c instanceof Map<?, ?> said
                                                && REASON.equals(said.get("reason")))
                        .map(c -> ((Map<?, ?>) c).get("lastTransitionTime"))
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .findFirst()
                : Optional.empty();
    }
}
