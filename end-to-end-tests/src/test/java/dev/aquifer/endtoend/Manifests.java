package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What users write. */
final class Manifests {
    private Manifests() {}

    static String namespace(String name) {
        return """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %s
                """
                .formatted(name);
    }

    /** All of them as one file. */
    static String together(String... manifests) {
        return String.join("---\n", List.of(manifests));
    }

    /** A file of one line; the content is written as a quoted string. */
    static String inline(String namespace, String name, String content) {
        return cache(
                namespace,
                name,
                "inline: {filename: greeting.txt, content: '%s'}"
                        .formatted(content.replace("'", "''")));
    }

    static String http(String namespace, String name, String url) {
        return cache(namespace, name, "http: {url: '%s'}".formatted(url));
    }

    static String cache(String namespace, String name, String source) {
        return """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelCache
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  artifact:
                    kind: Bytes
                    source:
                      %s
                  storage:
                    backend: PVC
                    pvc: {storageClassName: aquifer-shared, sizeGiB: 1}
                """
                .formatted(name, namespace, source);
    }

    /** On one node, with that cache. */
    static String deployment(String namespace, String name, String cache) {
        return deployment(namespace, name, cache, 1, "{}");
    }

    /** On two nodes of one cluster. */
    static String gang(String namespace, String name, String cache) {
        return deployment(namespace, name, cache, 1, "{}")
                .replace("topology: {tensor: 1}", "topology: {tensor: 1, pipeline: 2}");
    }

    static String deployment(
            String namespace, String name, String cache, int gpus, String clusterLabels) {
        return """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelDeployment
                metadata:
                  name: %1$s
                  namespace: %2$s
                spec:
                  replicas: 1
                  clusterSelector: {matchLabels: %5$s}
                  workers:
                    topology: {tensor: %4$d}
                    template:
                      spec:
                        containers:
                          - name: engine
                            image: aquifer/engine:0.1
                            args: ["--served-model-name=%1$s"]
                  caches:
                    - name: %3$s
                """
                .formatted(name, namespace, cache, gpus, clusterLabels);
    }

    /** The address of that deployment, under its name. */
    static String service(String namespace, String deployment) {
        return """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelService
                metadata:
                  name: %1$s
                  namespace: %2$s
                spec:
                  endpoints:
                    - selector:
                        matchLabels: {modelplane.ai/deployment: %1$s}
                """
                .formatted(deployment, namespace);
    }

    static String secret(String namespace, String name, Map<String, String> entries) {
        var data = new StringBuilder();
        entries.forEach((key, value) -> data.append("  %s: '%s'%n".formatted(key, value)));
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s}
                stringData:
                %s"""
                .formatted(name, namespace, data);
    }

    /** The login of a registry. */
    static String pullSecret(
            String namespace, String name, String registry, String user, String password) {
        var basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        var logins = "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry, basic);
        return secret(namespace, name, Map.of(".dockerconfigjson", logins))
                + "type: kubernetes.io/dockerconfigjson\n";
    }
}
