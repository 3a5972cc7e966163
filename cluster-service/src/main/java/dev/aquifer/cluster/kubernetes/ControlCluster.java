package dev.aquifer.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Secrets of the control cluster: kubeconfigs of workload clusters, and what Works need. */
public final class ControlCluster implements AutoCloseable {
    private final KubernetesClient client;

    ControlCluster(KubernetesClient client) {
        this.client = client;
    }

    /**
     * A Secret. Its text holds no value.
     *
     * @param version names this content of it
     * @param data values by key, in base64
     */
    public record SecretContent(String version, Map<String, String> data) {
        @Override
        public String toString() {
            return "secret of version " + version;
        }
    }

    /** A Secret; empty when there is none. Throws {@link ClusterAwayException}. */
    public Optional<SecretContent> secret(String namespace, String name) {
        try {
            var secret = client.secrets().inNamespace(namespace).withName(name).get();
            return Optional.ofNullable(secret).map(ControlCluster::content);
        } catch (KubernetesClientException e) {
            throw new ClusterAwayException("control cluster: " + Causes.inWords(e), e);
        }
    }

    private static SecretContent content(Secret secret) {
        var meta = secret.getMetadata();
        var data = secret.getData() == null ? Map.<String, String>of() : secret.getData();
        return new SecretContent(
                meta.getUid() + "/" + meta.getResourceVersion(), new TreeMap<>(data));
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
