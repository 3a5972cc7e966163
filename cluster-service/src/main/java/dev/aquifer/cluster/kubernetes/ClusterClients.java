package dev.aquifer.cluster.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.aquifer.cluster.domain.KubeconfigRules;
import dev.aquifer.cluster.domain.KubeconfigRules.Access;
import dev.aquifer.cluster.domain.ObjectTree;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes clients: each with limits, none with anything taken from this machine by itself. */
public final class ClusterClients {
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Vertx vertx;
    private final Duration timeout;
    private final double requestsPerSecond;
    private final Executor executor = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A maker of clients.
     *
     * @param timeout of one request
     * @param requestsPerSecond to one cluster, after a burst
     */
    public ClusterClients(Vertx vertx, Duration timeout, double requestsPerSecond) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.requestsPerSecond = requestsPerSecond;
    }

    /** The control cluster: by a kubeconfig of the operator, or as the pod's service account. */
    public ControlCluster control(Optional<Path> kubeconfig) {
        var config =
                kubeconfig
                        .map(path -> Config.fromKubeconfig(path.toFile()))
                        .orElseGet(() -> Config.autoConfigure(null));
        return new ControlCluster(client(config), timeout);
    }

    /** What a kubeconfig from a Secret is good for. */
    public static KubeconfigRules.Reading read(String base64) {
        try {
            var text = new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
            @Nullable Map<String, Object> tree = YAML.readValue(text, MAP);
            return tree == null
                    ? new KubeconfigRules.Reading.Refused("the key is empty")
                    : KubeconfigRules.read(new ObjectTree(tree));
        } catch (JsonProcessingException | RuntimeException e) {
            // Whatever a YAML reader throws for hostile text; its message may quote the text.
            return new KubeconfigRules.Reading.Refused("the content is not a kubeconfig in YAML");
        }
    }

    /**
     * Opens a workload cluster; nothing is asked of it yet. Throws {@link ClusterRefusedException}
     * when certificates or keys of the kubeconfig cannot be read.
     *
     * @param changed hears of each of our objects that appeared, changed or went, and of nodes
     */
    public WorkloadCluster workload(Access access, Consumer<ObjectTree> changed) {
        var config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(access.server().toString())
                        .withTrustCerts(access.insecure())
                        .withCaCertData(orNull(access.caData()))
                        .withOauthToken(orNull(access.token()))
                        .withClientCertData(orNull(access.clientCertificateData()))
                        .withClientKeyData(orNull(access.clientKeyData()))
                        .withUsername(orNull(access.username()))
                        .withPassword(orNull(access.password()))
                        .build();
        try {
            return new WorkloadCluster(client(config), timeout, requestsPerSecond, changed);
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new ClusterRefusedException(
                    "InvalidKubeconfig",
                    "the certificates or keys of the kubeconfig cannot be read");
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private KubernetesClient client(Config config) {
        var millis = (int) timeout.toMillis();
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(Math.min(millis, 5000));
        config.setRequestTimeout(millis);
        config.setWatchReconnectInterval(1000);
        config.setOnlyHttpWatches(true);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new VertxHttpClientFactory(vertx))
                .withTaskExecutor(executor)
                .build();
    }
}
