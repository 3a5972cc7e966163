package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A canary of every kind of secret that Aquifer handles is used, with success and in vain, and is
 * then found where it belongs and nowhere else: on no topic, in no log, Event, condition or command
 * line; the copies on workload clusters are gone.
 */
@ExtendWith(SharedFleet.class)
class KeptSecretsTest {
    private static final String TEAM = "e2e-secrets";
    private static final Pattern TOKEN = Pattern.compile("token: \"?([^\"\\s]+)");

    private final Canaries canaries = new Canaries();

    @Test
    void theyAreNowhereElse(Fleet fleet) throws IOException {
        var hub = "http://127.0.0.1:" + fleet.sandbox().port("hub");
        model(fleet);
        ofTheSandbox(fleet);
        try (var team = Team.in(fleet, TEAM);
                var commands = new CommandLines(fleet.sandbox())) {
            team.apply(
                    secret("hub", Map.of("HF_TOKEN", canaries.one("token of a hub"))),
                    secret(
                            "web",
                            Map.of(
                                    "Authorization",
                                    "Bearer " + canaries.one("header of a server"))),
                    secret(
                            "bucket",
                            Map.of(
                                    "access_key", canaries.one("access key"),
                                    "secret_key", canaries.one("secret key"))),
                    Manifests.pullSecret(
                            TEAM, "registry", "*", "user", canaries.one("password of a registry")));
            team.apply(
                    Manifests.cache(
                            TEAM,
                            "hub",
                            "huggingFace: {repo: e2e/secrets, tokenSecretRef: {name: hub}}"),
                    Manifests.cache(
                            TEAM,
                            "web",
                            "http: {url: '%s/e2e/secrets/resolve/main/a.txt', authSecretRef: {name: web}}"
                                    .formatted(hub)),
                    Manifests.cache(
                            TEAM,
                            "bucket",
                            "s3: {uri: 's3://e2e/secrets', endpoint: '%s', secretRef: {name: bucket}}"
                                    .formatted(hub)),
                    Manifests.cache(
                            TEAM,
                            "registry",
                            "oci: {image: '%s/e2e/secrets:1', pullSecretRef: {name: registry}}"
                                    .formatted(hub.substring("http://".length()))));
            team.readyCache("hub");
            team.readyCache("web");
            for (var failing : List.of("bucket", "registry")) {
                fleet.until(
                        "ModelCache",
                        TEAM,
                        failing,
                        "to have failed",
                        it -> it.says("ArtifactReady", "False", "Failed"));
            }
            fleet.await(
                    "copies of secrets to be gone from workload clusters",
                    () -> Canaries.copies(fleet, TEAM).isEmpty(),
                    () -> Canaries.copies(fleet, TEAM).toString());
            assertThat(commands.seen()).anyMatch(line -> line.contains(Victims.WORKER));
            assertThat(canaries.foundIn(fleet, commands.seen())).isEmpty();
        }
        assertThat(canaries.foundIn(fleet, Set.of())).as("after the deletion").isEmpty();
    }

    private static void model(Fleet fleet) throws IOException {
        var repository = fleet.sandbox().models().resolve("e2e/secrets");
        Files.writeString(Files.createDirectories(repository).resolve("a.txt"), "not a secret\n");
    }

    /** What the sandbox itself keeps secret. */
    private void ofTheSandbox(Fleet fleet) throws IOException {
        for (var cluster : Sandbox.CLUSTERS) {
            var token = TOKEN.matcher(Files.readString(fleet.sandbox().kubeconfigOf(cluster)));
            assertThat(token.find()).as("a token of " + cluster).isTrue();
            canaries.add("token of " + cluster, token.group(1));
        }
        try (var files = Files.list(fleet.sandbox().folder().resolve("secrets"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                canaries.add(file.getFileName().toString(), Files.readString(file).strip());
            }
        }
    }

    private static String secret(String name, Map<String, String> entries) {
        return Manifests.secret(TEAM, name, entries);
    }
}
