package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private final Map<String, String> canaries = new TreeMap<>();

    @Test
    void theyAreNowhereElse(Fleet fleet) throws IOException {
        var hub = "http://127.0.0.1:" + fleet.sandbox().port("hub");
        model(fleet);
        ofTheSandbox(fleet);
        try (var team = Team.in(fleet, TEAM);
                var commands = new CommandLines(fleet.sandbox())) {
            team.apply(
                    secret("hub", Map.of("HF_TOKEN", canary("token of a hub"))),
                    secret(
                            "web",
                            Map.of("Authorization", "Bearer " + canary("header of a server"))),
                    secret(
                            "bucket",
                            Map.of(
                                    "access_key", canary("access key"),
                                    "secret_key", canary("secret key"))),
                    pullSecret("registry", canary("password of a registry")));
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
                    () -> copies(fleet).isEmpty(),
                    () -> copies(fleet).toString());
            assertThat(commands.seen()).anyMatch(line -> line.contains(Victims.WORKER));
            assertThat(foundIn(fleet, commands.seen())).isEmpty();
        }
        assertThat(foundIn(fleet, Set.of())).as("after the deletion").isEmpty();
    }

    private static void model(Fleet fleet) throws IOException {
        var repository = fleet.sandbox().models().resolve("e2e/secrets");
        Files.writeString(Files.createDirectories(repository).resolve("a.txt"), "not a secret\n");
    }

    private String canary(String kind) {
        var value = "canary" + UUID.randomUUID().toString().replace("-", "");
        canaries.put(kind, value);
        return value;
    }

    /** What the sandbox itself keeps secret. */
    private void ofTheSandbox(Fleet fleet) throws IOException {
        for (var cluster : Sandbox.CLUSTERS) {
            var token = TOKEN.matcher(Files.readString(fleet.sandbox().kubeconfigOf(cluster)));
            assertThat(token.find()).as("a token of " + cluster).isTrue();
            canaries.put("token of " + cluster, token.group(1));
        }
        try (var files = Files.list(fleet.sandbox().folder().resolve("secrets"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                canaries.put(file.getFileName().toString(), Files.readString(file).strip());
            }
        }
    }

    private static String secret(String name, Map<String, String> entries) {
        var data = new StringBuilder();
        entries.forEach((key, value) -> data.append("  %s: '%s'%n".formatted(key, value)));
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s}
                stringData:
                %s"""
                .formatted(name, TEAM, data);
    }

    private static String pullSecret(String name, String password) {
        var basic = Base64.getEncoder().encodeToString(("user:" + password).getBytes(UTF_8));
        return secret(
                        name,
                        Map.of(
                                ".dockerconfigjson",
                                "{\"auths\": {\"*\": {\"auth\": \"" + basic + "\"}}}"))
                + "type: kubernetes.io/dockerconfigjson\n";
    }

    private static List<String> copies(Fleet fleet) {
        return fleet.workload().values().stream()
                .flatMap(cluster -> cluster.objects(TEAM).stream())
                .filter(object -> object.text("kind").equals("Secret"))
                .map(Resource::name)
                .toList();
    }

    /** Where a canary is that must not be there. */
    private List<String> foundIn(Fleet fleet, Set<String> commands) throws IOException {
        var found = new ArrayList<String>();
        try (var bus = new Bus(fleet.sandbox().port("broker"))) {
            bus.everything().forEach((where, what) -> look(where, what, found));
        }
        logs(fleet.sandbox().folder()).forEach(log -> look(log.toString(), read(log), found));
        look("Events", fleet.kubectl().run("get", "events", "-A", "-o", "yaml"), found);
        look("resources", fleet.kubectl().run("get", "modelplane", "-A", "-o", "yaml"), found);
        for (var cluster : Sandbox.CLUSTERS) {
            var kubectl = fleet.kubectlOf(cluster);
            var objects = kubectl.run("get", "pods,jobs,configmaps,events", "-A", "-o", "yaml");
            look(cluster, objects, found);
        }
        commands.forEach(line -> look("a command line", line, found));
        return found;
    }

    /** Of processes and of pods. */
    private static List<Path> logs(Path sandbox) throws IOException {
        try (var files = Files.walk(sandbox)) {
            return files.filter(Files::isRegularFile)
                    .filter(
                            file ->
                                    file.startsWith(sandbox.resolve("log"))
                                            || file.endsWith("output")
                                            || file.endsWith("termination-log"))
                    .toList();
        }
    }

    private void look(String where, String what, List<String> found) {
        canaries.forEach(
                (kind, value) -> {
                    if (disguises(value).anyMatch(what::contains)) {
                        found.add(kind + " in " + where);
                    }
                });
    }

    /** As it is, and in Base64 behind any prefix, such as a user's name. */
    private static Stream<String> disguises(String value) {
        var hidden =
                IntStream.range(0, 3)
                        .mapToObj(
                                shift -> {
                                    var bytes = ("::".substring(0, shift) + value).getBytes(UTF_8);
                                    var text = Base64.getEncoder().encodeToString(bytes);
                                    return text.substring(4, text.length() - 4);
                                });
        return Stream.concat(Stream.of(value), hidden);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
