package dev.aquifer.cluster.domain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a kubeconfig is taken. It comes from a Secret, so from somebody who may not run programs
 * or read files here: exec plugins, auth providers and paths are refused, and so is everything that
 * would have to be ignored.
 */
public final class KubeconfigRules {
    private static final List<String> CLUSTER_FIELDS =
            List.of(
                    "server",
                    "certificate-authority-data",
                    "insecure-skip-tls-verify",
                    "extensions",
                    "disable-compression");
    private static final List<String> USER_FIELDS =
            List.of(
                    "token",
                    "client-certificate-data",
                    "client-key-data",
                    "username",
                    "password",
                    "extensions");

    private KubeconfigRules() {}

    /** How to reach a cluster, and as whom. Its text names the server and no credential. */
    public record Access(
            URI server,
            String caData,
            boolean insecure,
            String token,
            String clientCertificateData,
            String clientKeyData,
            String username,
            String password) {
        @Override
        public String toString() {
            return server.toString();
        }
    }

    /** What a kubeconfig turned out to be. */
    public sealed interface Reading {
        /** It can be used. */
        record Usable(Access access) implements Reading {}

        /** It cannot; the message names the field and holds nothing of its value. */
        record Refused(String message) implements Reading {}
    }

    /** Reads the current context of a kubeconfig. */
    public static Reading read(ObjectTree kubeconfig) {
        var context = named(kubeconfig, "contexts", kubeconfig.text("current-context"));
        if (context.isEmpty()) {
            return new Reading.Refused("current-context: names no context of the file");
        }
        var clusterName = context.get().text("context", "cluster");
        var userName = context.get().text("context", "user");
        var cluster = named(kubeconfig, "clusters", clusterName);
        if (cluster.isEmpty()) {
            return new Reading.Refused("clusters: the context's cluster is not in the file");
        }
        var user = named(kubeconfig, "users", userName);
        if (user.isEmpty()) {
            return new Reading.Refused("users: the context's user is not in the file");
        }
        var clusterPart = cluster.get().part("cluster");
        var userPart = user.get().part("user");
        return stranger(clusterPart.root(), CLUSTER_FIELDS, "clusters[].cluster.")
                .or(() -> stranger(userPart.root(), USER_FIELDS, "users[].user."))
                .<Reading>map(Reading.Refused::new)
                .orElseGet(() -> access(clusterPart, userPart));
    }

    private static Optional<ObjectTree> named(ObjectTree kubeconfig, String list, String name) {
        return kubeconfig.list(list).stream()
                .filter(item -> item.text("name").equals(name))
                .findFirst();
    }

    private static Optional<String> stranger(
            Map<String, Object> fields, List<String> known, String path) {
        return fields.keySet().stream()
                .filter(field -> !known.contains(field))
                .findFirst()
                .map(field -> path + field + ": is not taken from a Secret; " + instead(field));
    }

    private static String instead(String field) {
        return switch (field) {
            case "exec", "auth-provider" ->
                    "no program is run to log in: use token or client-certificate-data";
            case "certificate-authority", "client-certificate", "client-key", "tokenFile" ->
                    "no file is read: put its content into the kubeconfig"
                            + " (kubectl config view --flatten --raw)";
            default -> "remove it";
        };
    }

    private static Reading access(ObjectTree cluster, ObjectTree user) {
        URI server;
        try {
            server = new URI(cluster.text("server"));
        } catch (URISyntaxException e) {
            return new Reading.Refused("clusters[].cluster.server: is not an address");
        }
        if (!"https".equals(server.getScheme()) || server.getHost() == null) {
            return new Reading.Refused("clusters[].cluster.server: must be an https:// address");
        }
        if (server.getUserInfo() != null) {
            return new Reading.Refused("clusters[].cluster.server: must hold no credentials");
        }
        return new Reading.Usable(
                new Access(
                        server,
                        cluster.text("certificate-authority-data"),
                        cluster.isTrue("insecure-skip-tls-verify"),
                        user.text("token"),
                        user.text("client-certificate-data"),
                        user.text("client-key-data"),
                        user.text("username"),
                        user.text("password")));
    }
}
