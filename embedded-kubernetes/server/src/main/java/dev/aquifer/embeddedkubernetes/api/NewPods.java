package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the server and its admission add to a new pod. */
final class NewPods {
    private static final int TOLERATED_SECONDS = 300;

    private NewPods() {}

    static void complete(ObjectNode pod) {
        pod.putObject("status").put("phase", "Pending").put("qosClass", QualityOfService.of(pod));
        ObjectNode spec = pod.withObject("spec");
        if (!spec.has("priority")) {
            spec.put("priority", 0);
        }
        if (!spec.has("preemptionPolicy")) {
            spec.put("preemptionPolicy", "PreemptLowerPriority");
        }
        ArrayNode tolerations = spec.withArray("tolerations");
        for (String state : List.of("not-ready", "unreachable")) {
            String key = "node.kubernetes.io/" + state;
            if (!tolerates(tolerations, key)) {
                tolerations
                        .addObject()
                        .put("effect", "NoExecute")
                        .put("key", key)
                        .put("operator", "Exists")
                        .put("tolerationSeconds", TOLERATED_SECONDS);
            }
        }
    }

    private static boolean tolerates(ArrayNode tolerations, String key) {
        return tolerations
                .valueStream()
                .anyMatch(
                        each ->
                                (each.path("key").asText("").equals(key)
                                                || each.path("key").asText("").isEmpty())
                                        && List.of("", "NoExecute")
                                                .contains(each.path("effect").asText("")));
    }
}
