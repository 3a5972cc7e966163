package dev.aquifer.hydration.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @TempDir private Path folder;

    private static PullSecret pullSecret(String auths) {
        return PullSecret.parse(("{\"auths\":" + auths + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void knowsEverythingThatMustNotBeSaid() throws IOException {
        Files.writeString(folder.resolve("token"), "canary-1\n");
        Files.writeString(folder.resolve("authorization"), "Bearer canary-2");
        Files.writeString(folder.resolve("access_key"), "canary-3");
        Files.writeString(folder.resolve("secret_key"), "canary-4");
        Files.writeString(folder.resolve("session_token"), "canary-8");
        Files.writeString(
                folder.resolve(".dockerconfigjson"),
                """
                {"auths": {"a.example": {"username": "u", "password": "canary-5"},
                           "b.example": {"auth": "%s"},
                           "c.example": {"registrytoken": "canary-7"},
                           "d.example": {"identitytoken": "canary-9"}}}
                """
                        .formatted(base64("u:canary-6")));

        Secrets secrets = Secrets.read(folder);

        assertThat(secrets.values())
                .contains("canary-1", "canary-2", "canary-3", "canary-4", "canary-5", "canary-6")
                .contains(
                        "canary-7",
                        "canary-8",
                        "canary-9",
                        base64("u:canary-5"),
                        base64("u:canary-6"));
        assertThat(secrets + " " + secrets.accessKeys() + secrets.pullSecret())
                .doesNotContain("canary");
        assertThat(secrets.pullSecret().orElseThrow().logins().toString()).doesNotContain("canary");
    }

    @Test
    void refusesHalfAPairOfKeys() throws IOException {
        Files.writeString(folder.resolve("access_key"), "canary");

        assertThatThrownBy(() -> Secrets.read(folder))
                .isInstanceOf(HydrationFailed.class)
                .hasMessageContaining("secret_key")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary",
                "[]",
                "{}",
                "{\"auths\":{\"a\":7}}",
                "{\"auths\":{\"a\":{\"auth\":\"%\"}}}"
            })
    void refusesAPullSecretThatIsNone(String json) throws IOException {
        Files.writeString(folder.resolve(".dockerconfigjson"), json);

        assertThatThrownBy(() -> Secrets.read(folder))
                .isInstanceOf(HydrationFailed.class)
                .hasMessageContaining(".dockerconfigjson")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @CsvSource({
        "registry.example, org/model, whole",
        "registry.example, team/model, team",
        "registry.example, teams/model, whole",
        "REGISTRY.example, team, team",
        "registry.example:5000, org/model, port",
        "docker.io, library/x, hub",
        "evil.example, org/model, none",
        "registry.example.evil.example, org/model, none"
    })
    void givesARegistryItsOwnLoginAlone(String registry, String repository, String user) {
        PullSecret secret =
                pullSecret(
                        """
                        {"https://registry.example/v2/": {"username": "whole"},
                         "registry.example/team": {"username": "team"},
                         "registry.example:5000": {"username": "port"},
                         "https://index.docker.io/v1/": {"username": "hub"}}""");

        Optional<String> found =
                secret.login(registry, repository).flatMap(PullSecret.Login::basic);

        assertThat(found.orElse("none:")).isEqualTo(user + ":");
    }
}
