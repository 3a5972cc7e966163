package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a cluster's DNS would answer: pods with a hostname and a subdomain, on whatever node. Names
 * are resolved through a hosts file of each pod's own.
 */
final class HostNames {
    private final Supplier<List<Pod>> pods;

    /**
     * Answers from what is known of the cluster at the time of asking.
     *
     * @param pods all pods of the cluster
     */
    HostNames(Supplier<List<Pod>> pods) {
        this.pods = pods;
    }

    static String hostname(Pod pod) {
        var hostname = pod.getSpec().getHostname();
        return hostname == null || hostname.isEmpty() ? pod.getMetadata().getName() : hostname;
    }

    /** All names and the address of each, names in order. */
    Map<String, String> addresses() {
        var addresses = new TreeMap<String, String>();
        for (var pod : pods.get()) {
            var address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
            if (address != null && !isOver(pod)) {
                names(pod).forEach(name -> addresses.put(name, address));
            }
        }
        return addresses;
    }

    /** The address of a name, if it is a pod's that has one. */
    Optional<String> address(String name) {
        return Optional.ofNullable(addresses().get(name));
    }

    /** The names of a pod, the shortest that is unique in the cluster first. */
    static List<String> names(Pod pod) {
        var subdomain = pod.getSpec().getSubdomain();
        if (subdomain == null || subdomain.isEmpty()) {
            return List.of();
        }
        var name = hostname(pod) + '.' + subdomain + '.' + pod.getMetadata().getNamespace();
        return Stream.of("", ".svc", ".svc.cluster.local").map(name::concat).toList();
    }

    /** Writes a pod's hosts file in place: it is mounted, so it must stay the same file. */
    void write(Path file, Pod pod, String address) throws IOException {
        var text = new StringBuilder("127.0.0.1 localhost\n::1 localhost\n");
        text.append(address).append(' ').append(hostname(pod)).append('\n');
        var namespace = '.' + pod.getMetadata().getNamespace();
        addresses()
                .forEach(
                        (name, known) -> {
                            text.append(known).append(' ').append(name);
                            if (name.endsWith(namespace)) {
                                // as the search domain of a pod's own namespace would find it
                                text.append(' ')
                                        .append(name, 0, name.length() - namespace.length());
                            }
                            text.append('\n');
                        });
        var content = text.toString();
        if (!Files.exists(file) || !Files.readString(file).equals(content)) {
            Files.writeString(file, content);
        }
    }

    private static boolean isOver(Pod pod) {
        var phase = pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }
}
