package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * What a cluster of the sandbox has from the start: the kind of gangs, storage classes, the
 * namespace of leases.
 */
final class Provisions {
    private Provisions() {}

    static void apply(KubernetesClient client) {
        make(
                client,
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("kube-node-lease")
                        .endMetadata()
                        .build());
        var definition = read(client, "leaderworkersets.yaml", CustomResourceDefinition.class);
        make(client, definition);
        make(client, read(client, "storage-class.yaml", HasMetadata.class));
        make(client, read(client, "storage-class-sized.yaml", HasMetadata.class));
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(definition.getMetadata().getName())
                .waitUntilCondition(Provisions::isEstablished, 30, TimeUnit.SECONDS);
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(
                                condition ->
                                        condition.getType().equals("Established")
                                                && condition.getStatus().equals("True"));
    }

    private static void make(KubernetesClient client, HasMetadata object) {
        try {
            client.resource(object).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
        }
    }

    private static <T> T read(KubernetesClient client, String name, Class<T> type) {
        try (var file = Provisions.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("this program lacks its part " + name);
            }
            return client.getKubernetesSerialization().unmarshal(file, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
