package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a pod may know about itself: {@code fieldRef} and {@code resourceFieldRef}. */
record DownwardFields(Pod pod, String podAddress) {
    private static final Pattern KEYED =
            Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)']");

    String namespace() {
        return pod.getMetadata().getNamespace();
    }

    String field(String path) throws NotYet {
        var metadata = pod.getMetadata();
        var keyed = KEYED.matcher(path);
        if (keyed.matches()) {
            var map =
                    keyed.group(1).equals("labels")
                            ? metadata.getLabels()
                            : metadata.getAnnotations();
            return map == null ? "" : map.getOrDefault(keyed.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "metadata.labels" -> lines(metadata.getLabels());
            case "metadata.annotations" -> lines(metadata.getAnnotations());
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
            case "status.podIP", "status.podIPs" -> podAddress;
            case "status.hostIP", "status.hostIPs" -> NodeRegistration.ADDRESS;
            default ->
                    throw new NotYet(
                            "CreateContainerConfigError", "unsupported fieldPath: " + path);
        };
    }

    static String resource(Container container, String name, @Nullable Quantity divisor) {
        var kindEnd = name.indexOf('.');
        var resources = container.getResources();
        var amounts =
                resources == null
                        ? null
                        : name.startsWith("limits.")
                                ? resources.getLimits()
                                : resources.getRequests();
        var amount = amounts == null ? null : amounts.get(name.substring(kindEnd + 1));
        var unit = divisor == null ? BigDecimal.ONE : divisor.getNumericalAmount();
        if (amount == null || unit.signum() == 0) {
            return "0";
        }
        return amount.getNumericalAmount().divide(unit, 0, RoundingMode.CEILING).toPlainString();
    }

    private static String lines(@Nullable Map<String, String> map) {
        return map == null
                ? ""
                : new TreeMap<>(map)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=\"" + entry.getValue() + '"')
                                .collect(Collectors.joining("\n"));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
