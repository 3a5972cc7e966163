package dev.aquifer.sandbox.launcher.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The rights that the project ships, each for an account of its own. */
public enum Rights {
    /** Of kube-bridge, on the control cluster. */
    KUBE_BRIDGE("kube-bridge", "kube-bridge.yaml", "requests.yaml"),
    /** Of cluster-service, on the control cluster. */
    CLUSTER_SERVICE("cluster-service", "cluster-service-control.yaml"),
    /** Of cluster-service, on a workload cluster. */
    WORKLOAD("aquifer-workload", "cluster-service-workload.yaml");

    private static final String FIELD_MANAGER = "aquifer-sandbox";
    // What a cluster grants may be less; each 'up' asks again.
    private static final Duration VALID = Duration.ofDays(365);

    private final String account;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> files;

    Rights(String account, String... files) {
        this.account = account;
        this.files = List.of(files);
    }

    /** Makes the account and its rights as the files say. */
    void grant(KubernetesClient client) {
        for (var object : objects(client)) {
            client.resource(object).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
        }
    }

    /** What the account shows to the API server. */
    String token(KubernetesClient client) {
        var asked =
                new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(VALID.toSeconds())
                        .endSpec()
                        .build();
        var granted =
                client.serviceAccounts()
                        .inNamespace(ControlApi.NAMESPACE)
                        .withName(account)
                        .tokenRequest(asked);
        return Objects.requireNonNull(granted.getStatus().getToken());
    }

    /** Takes back the account and its rights; the namespace stays, others use it too. */
    void revoke(KubernetesClient client) {
        for (var object : objects(client).reversed()) {
            if (!object.getKind().equals("Namespace")) {
                client.resource(object).delete();
            }
        }
    }

    private List<HasMetadata> objects(KubernetesClient client) {
        return files.stream()
                .map(file -> "/rbac/" + file)
                .map(path -> Objects.requireNonNull(Rights.class.getResourceAsStream(path), path))
                .flatMap(file -> client.load(file).items().stream())
                .toList();
    }
}
