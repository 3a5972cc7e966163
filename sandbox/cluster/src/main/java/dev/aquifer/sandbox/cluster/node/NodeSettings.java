package dev.aquifer.sandbox.cluster.node;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one node agent is told, read from a JSON file.
 *
 * @param kubeconfig of the cluster that the node joins
 * @param nodeName name of the Node object
 * @param clusterFolder shared by all nodes of the cluster; volumes live in its folder {@code
 *     volumes}
 * @param nodeFolder this node's own: pods, their logs and records
 * @param labels of the Node object, besides the well-known ones
 * @param allocatable resources of the node, as Kubernetes quantities
 * @param podAddresses range of 127.0.0.0/8 that pods get addresses of, such as {@code
 *     127.10.1.0/24}
 * @param imageMap file that says which command stands for which image
 * @param kubeletClientCa certificates that clients of the log endpoint must descend from; without
 *     it logs are not served
 * @param port of the log endpoint; 0 for a free one
 * @param leavePodsRunning whether the pods' processes outlive an agent that is told to stop
 * @param withoutMountNamespaces do as on a machine that has none
 */
public record NodeSettings(
        Path kubeconfig,
        String nodeName,
        Path clusterFolder,
        Path nodeFolder,
        Map<String, String> labels,
        Map<String, String> allocatable,
        String podAddresses,
        Path imageMap,
        @Nullable Path kubeletClientCa,
        int port,
        boolean leavePodsRunning,
        boolean withoutMountNamespaces) {

    public NodeSettings {
        requireNonNull(kubeconfig, "kubeconfig is missing");
        requireNonNull(nodeName, "nodeName is missing");
        requireNonNull(podAddresses, "podAddresses is missing");
        requireNonNull(imageMap, "imageMap is missing");
        clusterFolder = requireNonNull(clusterFolder, "clusterFolder is missing").toAbsolutePath();
        nodeFolder = requireNonNull(nodeFolder, "nodeFolder is missing").toAbsolutePath();
        labels = Map.copyOf(requireNonNullElse(labels, Map.of()));
        allocatable = Map.copyOf(requireNonNullElse(allocatable, Map.of()));
    }

    /** Reads settings; what is unknown or missing is refused by name. */
    public static NodeSettings read(Path file) throws IOException {
        var mapper =
                JsonMapper.builder()
                        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .build();
        return mapper.readValue(Files.readString(file), NodeSettings.class);
    }

    Path podsFolder() {
        return nodeFolder.resolve("pods");
    }

    Path volumesFolder() {
        return clusterFolder.resolve("volumes");
    }
}
