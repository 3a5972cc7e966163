package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of pods, and of the pod specs inside of other kinds. */
final class PodRules {
    private static final List<String> MAY_CHANGE =
            List.of(
                    "activeDeadlineSeconds",
                    "tolerations",
                    "terminationGracePeriodSeconds",
                    "schedulingGates",
                    "priority",
                    "ephemeralContainers",
                    "resources");
    private static final String UPDATE_WORDS =
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private final Findings found;
    private final String path;
    private final Set<String> volumes = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    private PodRules(Findings found, String path) {
        this.found = found;
        this.path = path;
    }

    static void checkPod(ObjectNode pod, @Nullable ObjectNode old, Findings found) {
        checkSpec(pod.path("spec"), "spec", found);
        if (old != null && containers(pod) != containers(old)) {
            found.forbidden("spec.containers", "pod updates may not add or remove containers");
        } else if (old != null
                && !FieldValues.same(fixed(pod.path("spec")), fixed(old.path("spec")))) {
            found.forbidden("spec", UPDATE_WORDS);
        }
    }

    private static int containers(ObjectNode pod) {
        return pod.path("spec").path("containers").size();
    }

    /** What of a pod's spec never changes. */
    private static JsonNode fixed(JsonNode spec) {
        if (!(spec.deepCopy() instanceof ObjectNode copy)) {
            return spec;
        }
        copy.remove(MAY_CHANGE);
        for (String list : List.of("containers", "initContainers")) {
            Fields.items(copy.path(list)).forEach(c -> c.remove("image"));
        }
        return copy;
    }

    static void checkSpec(JsonNode spec, String path, Findings found) {
        new PodRules(found, path).check(spec);
    }

    private void check(JsonNode spec) {
        for (int i = 0; i < spec.path("volumes").size(); i++) {
            volume(spec.path("volumes").get(i), path + ".volumes[" + i + "]");
        }
        if (spec.path("containers").isEmpty()) {
            found.required(path + ".containers", "");
        }
        for (String list : List.of("containers", "initContainers")) {
            for (int i = 0; i < spec.path(list).size(); i++) {
                container(spec.path(list).get(i), path + "." + list + "[" + i + "]");
            }
        }
        found.oneOf(
                path + ".restartPolicy",
                spec.path("restartPolicy"),
                List.of("Always", "OnFailure", "Never"));
        found.notNegative(spec, "terminationGracePeriodSeconds", path);
    }

    private void volume(JsonNode volume, String at) {
        found.name(volume, at, ObjectMetaRules.NameRule.LABEL);
        if (!volumes.add(volume.path("name").asText(""))) {
            found.duplicate(at + ".name", volume.path("name"));
        }
        if (volume.has("persistentVolumeClaim")
                && volume.path("persistentVolumeClaim").path("claimName").asText("").isEmpty()) {
            found.required(at + ".persistentVolumeClaim.claimName", "");
        }
    }

    private void container(JsonNode container, String at) {
        found.name(container, at, ObjectMetaRules.NameRule.LABEL);
        if (!container.path("name").asText("").isEmpty()
                && !names.add(container.path("name").asText())) {
            found.duplicate(at + ".name", container.path("name"));
        }
        if (container.path("image").asText("").isEmpty()) {
            found.required(at + ".image", "");
        }
        found.oneOf(
                at + ".imagePullPolicy",
                container.path("imagePullPolicy"),
                List.of("Always", "IfNotPresent", "Never"));
        for (int i = 0; i < container.path("ports").size(); i++) {
            port(container.path("ports").get(i), at + ".ports[" + i + "]");
        }
        for (int i = 0; i < container.path("volumeMounts").size(); i++) {
            mount(container.path("volumeMounts").get(i), at + ".volumeMounts[" + i + "]");
        }
        for (int i = 0; i < container.path("env").size(); i++) {
            if (container.path("env").get(i).path("name").asText("").isEmpty()) {
                found.required(at + ".env[" + i + "].name", "");
            }
        }
    }

    private void port(JsonNode port, String at) {
        int number = port.path("containerPort").asInt();
        if (number == 0) {
            found.required(at + ".containerPort", "");
        } else if (number < 0 || number > 65535) {
            found.invalid(
                    at + ".containerPort",
                    port.path("containerPort"),
                    "must be between 1 and 65535, inclusive");
        }
        found.oneOf(at + ".protocol", port.path("protocol"), List.of("SCTP", "TCP", "UDP"));
    }

    private void mount(JsonNode mount, String at) {
        if (mount.path("name").asText("").isEmpty()) {
            found.required(at + ".name", "");
        } else if (!volumes.contains(mount.path("name").asText())) {
            found.notFound(at + ".name", mount.path("name"));
        }
        if (mount.path("mountPath").asText("").isEmpty()) {
            found.required(at + ".mountPath", "");
        }
    }
}
