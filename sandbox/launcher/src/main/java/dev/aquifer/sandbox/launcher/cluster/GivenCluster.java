package dev.aquifer.sandbox.launcher.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.aquifer.sandbox.cluster.node.NodeTraces;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A cluster that somebody else runs, in the hands of its administrator; all may be repeated. */
public record GivenCluster(Path kubeconfig) {
    private static final int PATIENCE_MILLIS = 5_000;

    /** Copies the kubeconfig to where the sandbox looks, once the cluster has answered. */
    public void join(Path copy) throws IOException {
        asking(KubernetesClient::getKubernetesVersion);
        Kubeconfigs.copy(kubeconfig, copy);
    }

    /** Gives these rights, and writes the kubeconfig of who has them. */
    public void grant(Rights rights, Path limited) throws IOException {
        var token =
                asking(
                        client -> {
                            rights.grant(client);
                            return rights.token(client);
                        });
        PrivateFile.write(limited, Kubeconfigs.withToken(kubeconfig, token));
    }

    /**
     * Writes the certificates that the API server's requests to kubelets descend from: what lies
     * beside the kubeconfig, what the cluster publishes for such ends, else its own authority.
     */
    public void writeKubeletClientAuthority(Path file) throws IOException {
        var beside = kubeconfig.resolveSibling("pki").resolve("kubelet-client-ca.crt");
        var found =
                Files.isReadable(beside)
                        ? Optional.of(Files.readAllBytes(beside))
                        : published().or(() -> Kubeconfigs.authority(kubeconfig));
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                found.orElseThrow(
                        () ->
                                new Trouble(
                                        "%s names no certificate authority, so nobody could be let in to read the logs of pods; add certificate-authority."
                                                .formatted(kubeconfig))));
    }

    private Optional<byte[]> published() {
        return asking(
                client -> {
                    var published =
                            client.configMaps()
                                    .inNamespace("kube-system")
                                    .withName("extension-apiserver-authentication")
                                    .get();
                    return published == null || published.getData() == null
                            ? Optional.empty()
                            : Optional.ofNullable(published.getData().get("client-ca-file"))
                                    .map(pem -> pem.getBytes(UTF_8));
                });
    }

    /** Takes back these rights. */
    public void revoke(List<Rights> rights) {
        asking(
                client -> {
                    rights.forEach(each -> each.revoke(client));
                    return true;
                });
    }

    /** Takes back the Secrets with the kubeconfigs of these clusters. */
    public void removeSecrets(List<String> clusters) {
        asking(
                client -> {
                    ControlApi.removeClusterSecrets(client, clusters);
                    return true;
                });
    }

    /** Takes back the nodes that agents made, and what they made for all of them. */
    public void removeNodes(List<String> nodes) {
        asking(
                client -> {
                    NodeTraces.remove(client, nodes);
                    return true;
                });
    }

    private interface Question<T> {
        T ask(KubernetesClient client);
    }

    private <T> T asking(Question<T> question) {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setRequestTimeout(PATIENCE_MILLIS);
        config.setRequestRetryBackoffLimit(0);
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            return question.ask(client);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 401 || e.getCode() == 403) {
                throw new Trouble(
                        "The user of %s has too few rights (%s); give the kubeconfig of an administrator."
                                .formatted(kubeconfig, e.getMessage()),
                        e);
            }
            throw e;
        }
    }
}
