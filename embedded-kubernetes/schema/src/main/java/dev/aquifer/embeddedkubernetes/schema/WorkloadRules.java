package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of the kinds that make pods. */
final class WorkloadRules {
    private static final Set<String> STATEFUL_MAY_CHANGE =
            Set.of(
                    "replicas",
                    "ordinals",
                    "template",
                    "updateStrategy",
                    "revisionHistoryLimit",
                    "persistentVolumeClaimRetentionPolicy",
                    "minReadySeconds");
    private static final String STATEFUL_WORDS =
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    private static final List<String> JOB_FIXED =
            List.of(
                    "completions",
                    "selector",
                    "completionMode",
                    "podFailurePolicy",
                    "backoffLimitPerIndex",
                    "managedBy");

    private WorkloadRules() {}

    static void check(ObjectNode object, @Nullable ObjectNode old, String kind, Findings found) {
        JsonNode spec = object.path("spec");
        found.notNegative(spec, "replicas", "spec");
        found.notNegative(spec, "minReadySeconds", "spec");
        checkSelector(spec, found);
        JsonNode template = spec.path("template");
        found.errors()
                .addAll(
                        ObjectMetaRules.checkEmbedded(
                                template.path("metadata"), "spec.template.metadata"));
        PodRules.checkSpec(template.path("spec"), "spec.template.spec", found);
        JsonNode restart = template.path("spec").path("restartPolicy");
        if (!restart.asText("").equals("Always") && !template.path("spec").isMissingNode()) {
            found.notSupported("spec.template.spec.restartPolicy", restart, List.of("Always"));
        }
        if (old == null) {
            return;
        }
        if (kind.equals("StatefulSet")) {
            if (!FieldValues.same(without(spec), without(old.path("spec")))) {
                found.forbidden("spec", STATEFUL_WORDS);
            }
        } else {
            found.immutable(spec, old.path("spec"), "selector", "spec");
        }
    }

    private static JsonNode without(JsonNode spec) {
        return spec instanceof ObjectNode object
                ? object.deepCopy().without(STATEFUL_MAY_CHANGE)
                : spec;
    }

    private static void checkSelector(JsonNode spec, Findings found) {
        JsonNode selector = spec.path("selector");
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        if (selector.isMissingNode() || selector.isNull()) {
            found.required("spec.selector", "");
        } else if (selector.path("matchLabels").isEmpty()
                && selector.path("matchExpressions").isEmpty()) {
            found.invalid("spec.selector", selector, "empty selector is invalid for deployment");
        }
        boolean matches =
                !selector.isMissingNode() && !selector.isNull() && selects(selector, labels);
        if (!matches) {
            found.invalid(
                    "spec.template.metadata.labels",
                    labels,
                    "`selector` does not match template `labels`");
        }
    }

    private static boolean selects(JsonNode selector, JsonNode labels) {
        for (var wanted : selector.path("matchLabels").properties()) {
            if (!wanted.getValue().asText().equals(labels.path(wanted.getKey()).asText(null))) {
                return false;
            }
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            JsonNode label = labels.path(expression.path("key").asText());
            boolean listed = false;
            for (JsonNode value : expression.path("values")) {
                listed |= value.asText().equals(label.asText(null));
            }
            boolean fits =
                    switch (expression.path("operator").asText()) {
                        case "In" -> listed;
                        case "NotIn" -> !listed;
                        case "Exists" -> !label.isMissingNode();
                        default -> label.isMissingNode();
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    static void checkJob(ObjectNode job, @Nullable ObjectNode old, Findings found) {
        JsonNode spec = job.path("spec");
        for (String field :
                List.of(
                        "parallelism",
                        "completions",
                        "backoffLimit",
                        "activeDeadlineSeconds",
                        "ttlSecondsAfterFinished")) {
            found.notNegative(spec, field, "spec");
        }
        JsonNode podSpec = spec.path("template").path("spec");
        PodRules.checkSpec(podSpec, "spec.template.spec", found);
        String restart = podSpec.path("restartPolicy").asText("");
        if (restart.equals("Always")) {
            found.required(
                    "spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        }
        if (old == null) {
            return;
        }
        JsonNode before = old.path("spec");
        JOB_FIXED.forEach(field -> found.immutable(spec, before, field, "spec"));
        boolean mayChangeTemplate =
                before.path("suspend").asBoolean() && !old.path("status").has("startTime");
        if (!mayChangeTemplate) {
            found.immutable(spec, before, "template", "spec");
        }
    }
}
