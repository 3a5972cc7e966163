package dev.aquifer.embeddedkubernetes.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the logs of a container are: at the kubelet of the pod's node. */
record KubeletLogs(ObjectStore store) {
    private static final ResourceName PODS = new ResourceName("", "pods");
    private static final ResourceName NODES = new ResourceName("", "nodes");
    private static final int KUBELET = 10250;
    private static final List<String> PASSED =
            List.of(
                    "follow",
                    "previous",
                    "sinceSeconds",
                    "sinceTime",
                    "timestamps",
                    "tailLines",
                    "limitBytes",
                    "stream");

    Reply find(ResourceRequest request) {
        ObjectNode pod =
                store.get(new ObjectKey(PODS, request.namespace(), request.name()))
                        .orElseThrow(() -> Refusal.notFound(request.resource(), request.name()))
                        .object();
        String container = container(request, pod);
        String nodeName = pod.at("/spec/nodeName").asText("");
        if (nodeName.isEmpty()) {
            return Reply.text(200, "");
        }
        ObjectNode node =
                store.get(new ObjectKey(NODES, "", nodeName))
                        .orElseThrow(
                                () ->
                                        Refusal.of(
                                                404,
                                                "NotFound",
                                                "nodes \"%s\" not found".formatted(nodeName)))
                        .object();
        String address =
                node.at("/status/addresses")
                        .valueStream()
                        .filter(each -> each.path("type").asText().equals("InternalIP"))
                        .map(each -> each.path("address").asText())
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        Refusal.of(
                                                500,
                                                "InternalError",
                                                "Internal error occurred: no preferred addresses found; known addresses: []"));
        int port = node.at("/status/daemonEndpoints/kubeletEndpoint/Port").asInt(KUBELET);
        String path =
                Stream.of("containerLogs", request.namespace(), request.name(), container)
                        .map(KubeletLogs::encoded)
                        .collect(Collectors.joining("/", "/", ""));
        return new Reply.Logs(address, port, path + query(request));
    }

    private static String query(ResourceRequest request) {
        String query =
                PASSED.stream()
                        .filter(name -> request.query().find(name).isPresent())
                        .map(name -> name + "=" + encoded(request.query().text(name)))
                        .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static String container(ResourceRequest request, ObjectNode pod) {
        List<String> names = names(pod, "containers");
        String wanted = request.query().text("container");
        if (wanted.isEmpty() && names.size() == 1) {
            return names.getFirst();
        }
        List<String> inits = names(pod, "initContainers");
        if (wanted.isEmpty()) {
            String also =
                    inits.isEmpty()
                            ? ""
                            : " or one of the init containers: [%s]"
                                    .formatted(String.join(" ", inits));
            throw Refusal.badRequest(
                    "a container name must be specified for pod %s, choose one of: [%s]%s"
                            .formatted(request.name(), String.join(" ", names), also));
        }
        if (!names.contains(wanted) && !inits.contains(wanted)) {
            throw Refusal.badRequest(
                    "container %s is not valid for pod %s".formatted(wanted, request.name()));
        }
        return wanted;
    }

    private static List<String> names(ObjectNode pod, String field) {
        return pod.path("spec")
                .path(field)
                .valueStream()
                .map(each -> each.path("name").asText())
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
