package dev.aquifer.sandbox.launcher.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigsTest {
    private static final String TWO_CONTEXTS =
            """
            apiVersion: v1
            kind: Config
            current-context: second
            clusters:
              - {name: one, cluster: {server: "https://one:6443"}}
              - {name: two, cluster: {server: "https://two:6443", certificate-authority: pki/ca.crt, tls-server-name: two.example}}
            users:
              - {name: admin, user: {client-certificate: pki/me.crt, client-key: /elsewhere/me.key}}
              - {name: other, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ask-somebody}}}
            contexts:
              - {name: first, context: {cluster: one, user: other}}
              - {name: second, context: {cluster: two, user: admin, namespace: home}}
            """;

    @TempDir private Path folder;
    private Path given;

    @BeforeEach
    void write() throws IOException {
        given = Files.createDirectories(folder.resolve("of theirs")).resolve("config");
        Files.writeString(given, TWO_CONTEXTS);
        Files.createDirectories(given.resolveSibling("pki"));
        Files.writeString(given.resolveSibling("pki").resolve("ca.crt"), "the authority");
    }

    @Test
    void theCurrentContextCounts() {
        assertThat(Kubeconfigs.server(given)).isEqualTo("https://two:6443");
    }

    @Test
    void aCopyStillFindsItsFilesAndIsReadByItsOwnerOnly() throws IOException {
        var copy = folder.resolve("a b").resolve("kubeconfig");
        Kubeconfigs.copy(given, copy);
        assertThat(copy)
                .content()
                .contains(
                        given.resolveSibling("pki/ca.crt").toString(),
                        given.resolveSibling("pki/me.crt").toString(),
                        "/elsewhere/me.key",
                        "ask-somebody",
                        "namespace: \"home\"")
                .doesNotContain("\"pki/");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        assertThat(Kubeconfigs.server(copy)).isEqualTo("https://two:6443");
    }

    @Test
    void whatIsMadeForAnAccountIsCompleteInItself() {
        var made = Kubeconfigs.withToken(given, "its token");
        assertThat(made)
                .contains("server: \"https://two:6443\"", "tls-server-name: \"two.example\"")
                .contains(Base64.getEncoder().encodeToString("the authority".getBytes(UTF_8)))
                .doesNotContain("me.crt", "me.key", folder.toString());
        var config = Config.fromKubeconfig(made);
        assertThat(config.getAutoOAuthToken()).isEqualTo("its token");
        assertThat(config.getClientCertFile()).isNull();
    }

    @Test
    void whatIsNoKubeconfigIsRefusedByName() throws IOException {
        assertThatThrownBy(() -> Kubeconfigs.server(folder.resolve("none")))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("none");
        for (var text : new String[] {"", "[1, 2]", "{", "kind: Config\n"}) {
            var file = Files.writeString(folder.resolve("bad"), text);
            assertThatThrownBy(() -> Kubeconfigs.server(file))
                    .as(text)
                    .isInstanceOf(Trouble.class)
                    .hasMessageContaining("bad");
        }
    }
}
