package dev.aquifer.sandbox.launcher.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The control API as the sandbox prepares it; everything here may be repeated. */
public final class ControlApi {
    /** Where the Secrets of workload clusters live. */
    public static final String NAMESPACE = "modelplane-system";

    private static final String FIELD_MANAGER = "aquifer-sandbox";
    private static final String KEY = "kubeconfig";

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String NAMESPACE_MANIFEST =
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"annotations\":{},\"name\":\"%s\"}}\n"
                    .formatted(NAMESPACE);

    private final Path kubeconfig;

    public ControlApi(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /** Teaches the API our kinds, and returns when it serves them all. */
    public void createKinds() throws IOException {
        try (var client = client(kubeconfig)) {
            var kinds =
                    names().stream()
                            .map(name -> client.load(open(name)).items().getFirst())
                            .toList();
            for (var kind : kinds) {
                client.resource(kind)
                        .fieldManager(FIELD_MANAGER)
                        .forceConflicts()
                        .serverSideApply();
            }
            for (var kind : kinds) {
                requireServed(
                        client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName(kind.getMetadata().getName())
                                .get());
            }
        }
    }

    /** Puts each workload cluster's kubeconfig into a Secret that an InferenceCluster can name. */
    public void createClusterSecrets(Map<String, Path> kubeconfigs) throws IOException {
        try (var client = client(kubeconfig)) {
            client.resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(NAMESPACE)
                                    // So that 'kubectl apply' of the examples has nothing to warn
                                    // of.
                                    .addToAnnotations(LAST_APPLIED, NAMESPACE_MANIFEST)
                                    .endMetadata()
                                    .build())
                    .fieldManager(FIELD_MANAGER)
                    .forceConflicts()
                    .serverSideApply();
            for (var cluster : kubeconfigs.entrySet()) {
                var secret =
                        new SecretBuilder()
                                .withNewMetadata()
                                .withNamespace(NAMESPACE)
                                .withName(secretOf(cluster.getKey()))
                                .endMetadata()
                                .withType("Opaque")
                                .addToData(KEY, base64(cluster.getValue()))
                                .build();
                client.resource(secret)
                        .fieldManager(FIELD_MANAGER)
                        .forceConflicts()
                        .serverSideApply();
            }
        }
    }

    /** Takes those Secrets away again. */
    static void removeClusterSecrets(KubernetesClient client, List<String> clusters) {
        for (var cluster : clusters) {
            client.secrets().inNamespace(NAMESPACE).withName(secretOf(cluster)).delete();
        }
    }

    private static String secretOf(String cluster) {
        return cluster + "-kubeconfig";
    }

    /** A client for the cluster of a kubeconfig. */
    public static KubernetesClient client(Path kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
    }

    private static void requireServed(CustomResourceDefinition kind) {
        var conditions = kind.getStatus() == null ? null : kind.getStatus().getConditions();
        boolean established =
                conditions != null
                        && conditions.stream()
                                .filter(condition -> condition.getType().equals("Established"))
                                .map(CustomResourceDefinitionCondition::getStatus)
                                .anyMatch("True"::equals);
        if (!established) {
            throw new IllegalStateException(kind.getMetadata().getName() + " is not served yet");
        }
    }

    private static List<String> names() throws IOException {
        try (var index = open("index")) {
            return new String(index.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.endsWith(".yaml") ? line : line + ".yaml")
                    .toList();
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(
                ControlApi.class.getResourceAsStream("/crds/" + name),
                () -> "/crds/" + name + " is not on the class path");
    }

    private static String base64(Path file) throws IOException {
        return java.util.Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
