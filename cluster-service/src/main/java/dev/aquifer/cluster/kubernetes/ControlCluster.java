package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectTree;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Secrets and ConfigMaps of the control cluster: kubeconfigs of workload clusters, and what Works
 * need.
 */
public final class ControlCluster implements AutoCloseable {
    private static final double REQUESTS_PER_SECOND = 50;
    private static final Map<String, String> PLURALS =
            Map.of("Secret", "/secrets/", "ConfigMap", "/configmaps/");

    private final KubernetesClient client;
    private final KubeApi api;

    ControlCluster(KubernetesClient client, Duration timeout) {
        this.client = client;
        this.api = new KubeApi(client, timeout, new RateLimit(REQUESTS_PER_SECOND, 100));
    }

    /**
     * The content of a Secret or ConfigMap. Its text holds no value.
     *
     * @param version names this write of it
     * @param data values by key; those of a Secret in base64
     * @param binaryData values by key, in base64; a Secret has none
     */
    public record Content(
            String version, Map<String, String> data, Map<String, String> binaryData) {
        @Override
        public String toString() {
            return "content of version " + version;
        }
    }

    /**
     * A Secret or ConfigMap; empty when there is none. Throws {@link ClusterAwayException}, and
     * {@link ClusterRefusedException} when it may not be read.
     */
    public Optional<Content> content(String kind, String namespace, String name) {
        return get(kind, namespace, name, KubeApi.JSON)
                .map(
                        object ->
                                new Content(
                                        version(object),
                                        values(object, "data"),
                                        values(object, "binaryData")));
    }

    /** The name of the newest write of a Secret or ConfigMap, asked for without its content. */
    public Optional<String> version(String kind, String namespace, String name) {
        return get(kind, namespace, name, KubeApi.METADATA_OF_ONE).map(ControlCluster::version);
    }

    private static String version(ObjectTree object) {
        return object.uid() + "/" + object.resourceVersion();
    }

    private static Map<String, String> values(ObjectTree object, String field) {
        var values = new TreeMap<String, String>();
        object.part(field).root().forEach((key, value) -> values.put(key, String.valueOf(value)));
        return values;
    }

    private Optional<ObjectTree> get(String kind, String namespace, String name, String accept) {
        var path =
                "/api/v1/namespaces/"
                        + KubeApi.encoded(namespace)
                        + PLURALS.get(kind)
                        + KubeApi.encoded(name);
        var reply = get(path, accept);
        return switch (reply.code()) {
            case 404 -> Optional.empty();
            case 401, 403 ->
                    throw new ClusterRefusedException(
                            "Forbidden", "control cluster: " + reply.message());
            default -> {
                if (!reply.ok()) {
                    throw new ClusterAwayException("control cluster: " + reply.message());
                }
                yield Optional.of(reply.body());
            }
        };
    }

    private Reply get(String path, String accept) {
        try {
            return api.get(path, accept);
        } catch (ClusterAwayException e) {
            throw new ClusterAwayException("control cluster: " + e.getMessage(), e);
        }
    }

    /** Tells the names of Secrets that appear, change or go, for as long as this is open. */
    public void watchSecrets(String namespace, Consumer<String> changed) {
        var informer = client.secrets().inNamespace(namespace).runnableInformer(0);
        informer.exceptionHandler((started, failure) -> true);
        informer.addEventHandler(
                new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Secret secret) {
                        changed.accept(secret.getMetadata().getName());
                    }

                    @Override
                    public void onUpdate(Secret before, Secret now) {
                        changed.accept(now.getMetadata().getName());
                    }

                    @Override
                    public void onDelete(Secret secret, boolean unknown) {
                        changed.accept(secret.getMetadata().getName());
                    }
                });
        // Goes on by itself, also when the control cluster is not there yet.
        var _ = informer.start();
    }

    @Override
    public void close() {
        client.close();
    }
}
