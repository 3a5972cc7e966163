package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** How firmly a pod's processor and memory are promised. */
final class QualityOfService {
    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QualityOfService() {}

    static String of(ObjectNode pod) {
        var containers = new ArrayList<JsonNode>();
        pod.at("/spec/containers").forEach(containers::add);
        pod.at("/spec/initContainers").forEach(containers::add);
        boolean nothing =
                containers.stream().noneMatch(container -> asksFor(container.path("resources")));
        boolean everything =
                containers.stream()
                        .allMatch(container -> isGuaranteed(container.path("resources")));
        return nothing ? "BestEffort" : everything ? "Guaranteed" : "Burstable";
    }

    private static boolean asksFor(JsonNode resources) {
        return COUNTED.stream()
                .anyMatch(
                        name ->
                                resources.path("requests").has(name)
                                        || resources.path("limits").has(name));
    }

    private static boolean isGuaranteed(JsonNode resources) {
        return COUNTED.stream()
                .allMatch(
                        name -> {
                            JsonNode limit = resources.path("limits").path(name);
                            return !limit.isMissingNode()
                                    && limit.equals(
                                            resources.path("requests").has(name)
                                                    ? resources.path("requests").path(name)
                                                    : limit);
                        });
    }
}
