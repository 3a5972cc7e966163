package dev.aquifer.sandbox.launcher.cluster;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Kubeconfigs that users give, and those that are made of them. */
public final class Kubeconfigs {
    private static final String NAME = "aquifer";
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Kubeconfigs() {}

    /**
     * Where the current context of a kubeconfig leads.
     *
     * @throws Trouble a sentence about a file that is none
     */
    public static String server(Path file) {
        return Objects.requireNonNull(cluster(read(file), file).getServer());
    }

    /** Copies one; files that it names by a relative path are still found. */
    static void copy(Path from, Path to) throws IOException {
        var config = read(from);
        for (var named : config.getClusters()) {
            var cluster = named.getCluster();
            absolute(from, cluster.getCertificateAuthority(), cluster::setCertificateAuthority);
        }
        for (var named : config.getUsers()) {
            var user = named.getUser();
            if (user != null) {
                absolute(from, user);
            }
        }
        PrivateFile.write(to, YAML.asYaml(config));
    }

    private static void absolute(Path from, AuthInfo user) {
        absolute(from, user.getClientCertificate(), user::setClientCertificate);
        absolute(from, user.getClientKey(), user::setClientKey);
        absolute(from, user.getTokenFile(), user::setTokenFile);
    }

    private static void absolute(Path from, @Nullable String path, Consumer<String> set) {
        if (path != null && !path.isEmpty()) {
            set.accept(from.resolveSibling(path).toString());
        }
    }

    /** A kubeconfig of the same cluster for who has that token, complete in itself. */
    static String withToken(Path file, String token) {
        var theirs = cluster(read(file), file);
        var cluster = new Cluster();
        cluster.setServer(theirs.getServer());
        cluster.setTlsServerName(theirs.getTlsServerName());
        cluster.setInsecureSkipTlsVerify(theirs.getInsecureSkipTlsVerify());
        authority(file)
                .map(pem -> Base64.getEncoder().encodeToString(pem))
                .ifPresent(cluster::setCertificateAuthorityData);
        return YAML.asYaml(
                new ConfigBuilder()
                        .withApiVersion("v1")
                        .withKind("Config")
                        .addNewCluster()
                        .withName(NAME)
                        .withCluster(cluster)
                        .endCluster()
                        .addNewUser()
                        .withName(NAME)
                        .withNewUser()
                        .withToken(token)
                        .endUser()
                        .endUser()
                        .addNewContext()
                        .withName(NAME)
                        .withNewContext()
                        .withCluster(NAME)
                        .withUser(NAME)
                        .endContext()
                        .endContext()
                        .withCurrentContext(NAME)
                        .build());
    }

    /** The certificates that the API server's descends from; empty when the machine's are meant. */
    static Optional<byte[]> authority(Path file) {
        var cluster = cluster(read(file), file);
        var data = cluster.getCertificateAuthorityData();
        if (data != null && !data.isEmpty()) {
            return Optional.of(Base64.getDecoder().decode(data));
        }
        var path = cluster.getCertificateAuthority();
        if (path == null || path.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(file.resolveSibling(path)));
        } catch (IOException e) {
            throw new Trouble("%s names %s, which cannot be read: %s".formatted(file, path, e), e);
        }
    }

    private static Cluster cluster(Config config, Path file) {
        return config.getContexts().stream()
                .filter(context -> context.getName().equals(config.getCurrentContext()))
                .map(NamedContext::getContext)
                .flatMap(
                        context ->
                                config.getClusters().stream()
                                        .filter(at -> at.getName().equals(context.getCluster())))
                .map(NamedCluster::getCluster)
                .filter(cluster -> cluster != null && cluster.getServer() != null)
                .findFirst()
                .orElseThrow(
                        () ->
                                new Trouble(
                                        "%s has no current context with a cluster; 'kubectl config use-context' chooses one."
                                                .formatted(file)));
    }

    private static Config read(Path file) {
        try {
            return Objects.requireNonNullElseGet(
                    YAML.unmarshal(Files.readString(file), Config.class), Config::new);
        } catch (IOException | KubernetesClientException | IllegalArgumentException e) {
            throw new Trouble("%s cannot be read as a kubeconfig: %s".formatted(file, e), e);
        }
    }
}
