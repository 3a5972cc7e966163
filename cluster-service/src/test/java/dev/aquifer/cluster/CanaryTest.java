package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.reconcile.ReconcileLimits;
import dev.aquifer.events.ClusterEvent.ClusterProvisioning;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkEvent.SecretCopy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * The content of a Secret that hydrations need is on the workload cluster while they run, in the
 * data of a Secret, and never anywhere else.
 */
class CanaryTest {
    private static final class Log extends Handler {
        private final Queue<String> text = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord entry) {
            text.add(String.valueOf(entry.getMessage()));

            if (entry.getParameters() != null) {
                text.add(Arrays.toString(entry.getParameters()));
            }
            if (entry.getThrown() != null) {
                var bytes = new ByteArrayOutputStream();
                entry.getThrown()
                        .printStackTrace(new PrintStream(bytes, true, StandardCharsets.UTF_8));
                text.add(bytes.toString(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** A Secret of each kind that a source may need, and one that cannot be used. */
    private static final Map<String, String> CANARIES =
            Map.of(
                    "token", "hf_canary-token",
                    "authorization", "Bearer canary-authorization",
                    "access_key", "AKIACANARYACCESS",
                    "secret_key", "canary/secret+key",
                    ".dockerconfigjson",
                            "{\"auths\":{\"r\":{\"auth\":\"Y2FuYXJ5OmRvY2tlcg==\"}}, canary-docker");

    private static final String KUBECONFIG_CANARY = "canary-kubeconfig";

    private static List<SecretCopy> copies(String target) {
        return CANARIES.keySet().stream()
                .sorted()
                .map(key -> new SecretCopy(Play.TEAM, "all", key, target, key))
                .toList();
    }

    private static void request(Rig rig, String work, List<SecretCopy> copies, String manifest) {
        rig.hear(Topic.WORKS, World.request(Play.cache(1), Play.EAST, work, 1, copies, manifest));
    }

    private static void makeSecrets(Rig rig) {
        var encoded = new HashMap<String, String>();
        CANARIES.forEach((key, value) -> encoded.put(key, base64(value)));
        rig.kube
                .client()
                .resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName("all")
                                .withNamespace(Play.TEAM)
                                .endMetadata()
                                .withData(encoded)
                                .build())
                .create();
        // Neither YAML nor a kubeconfig: whoever complains about it may quote it.
        rig.kube.secret(
                "modelplane-system",
                "broken",
                "kubeconfig",
                "users: [{name: u, user: {token: \"" + KUBECONFIG_CANARY + "\"}");
        rig.kube.secret(
                "modelplane-system",
                "half",
                "kubeconfig",
                "apiVersion: v1\nkind: Config\nusers: [{name: u, user: {token: "
                        + KUBECONFIG_CANARY
                        + ", exec: {command: "
                        + KUBECONFIG_CANARY
                        + "}}}]\n");
        for (var name : List.of("broken", "half")) {
            rig.hear(
                    Topic.DESIRED,
                    new ClusterRequested(
                            World.cluster(name, "uid-" + name, 1),
                            Metadata.NONE,
                            World.existing(name),
                            Instant.now()));
        }
    }

    private static boolean isUnusable(Rig rig, String cluster) {
        return rig.published.stream()
                .anyMatch(
                        event ->
                                event instanceof ClusterProvisioning provisioning
                                        && provisioning.reason().equals("InvalidKubeconfig")
                                        && provisioning
                                                .subject()
                                                .resource()
                                                .name()
                                                .equals(cluster));
    }

    private static Optional<Secret> copy(Rig rig, String name) {
        return Optional.ofNullable(
                rig.kube.client().secrets().inNamespace(Play.TEAM).withName(name).get());
    }

    private static final ReconcileLimits LIMITS =
            new ReconcileLimits(
                    Duration.ofMillis(300),
                    Duration.ofMillis(50),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(300),
                    Duration.ofMinutes(5));

    @Test
    void aSecretIsNowhereButInItsCopy() throws IOException {
        var log = new Log();
        // Which of the two it is depends on who was first in this JVM.
        var roots = List.of(Logger.getLogger(""), org.jboss.logmanager.Logger.getLogger(""));
        var levels = roots.stream().map(Logger::getLevel).toList();
        roots.forEach(root -> root.setLevel(Level.FINE));
        roots.forEach(root -> root.addHandler(log));
        try (var rig = new Rig(LIMITS)) {
            rig.start(Play.EAST);
            var play = new Play(rig);
            makeSecrets(rig);
            play.adopt();
            request(rig, "hydrate", copies("copy"), Play.JOB.formatted("job-1"));
            // What an API server refuses, it may quote.
            request(
                    rig,
                    "refused",
                    List.of(new SecretCopy(Play.TEAM, "all", "token", "bad", "not/a key")),
                    Play.JOB.formatted("job-2"));
            Play.until(() -> copy(rig, "copy").isPresent());
            Play.until(() -> play.last("refused") instanceof WorkRejected);
            Play.until(() -> isUnusable(rig, "broken") && isUnusable(rig, "half"));
            assertThat(copy(rig, "copy").orElseThrow().getData())
                    .containsOnlyKeys(CANARIES.keySet());

            var everywhere = new ArrayList<String>();
            everywhere.add(rig.published.toString());
            everywhere.add(rig.everythingStored());
            everywhere.add(processes());
            everywhere.addAll(objects(rig));
            rig.kube.finishJob(Play.TEAM, "job-1", true, "{\"digest\":\"d\"}");
            Play.until(() -> copy(rig, "copy").isEmpty());
            everywhere.add(rig.published.toString());
            everywhere.add(rig.everythingStored());
            everywhere.add(log.text.toString());

            assertThat(log.text.toString().contains("CLUS1001")).as("our log is heard").isTrue();
            var token = rig.kube.client().getConfiguration().getAutoOAuthToken();
            assertThat(everywhere).allSatisfy(text -> hasNone(text, token));
        } finally {
            roots.forEach(root -> root.removeHandler(log));
            for (int i = 0; i < roots.size(); i++) {
                roots.get(i).setLevel(levels.get(i));
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Not even in a failure's message, so that this test tells nothing either. */
    private static void hasNone(String text, String token) {
        var canaries = new ArrayList<>(CANARIES.values());
        canaries.addAll(List.of("Y2FuYXJ5OmRvY2tlcg", KUBECONFIG_CANARY, token));
        for (var canary : canaries) {
            assertThat(text.contains(canary)).as("a canary").isFalse();
            assertThat(text.contains(base64(canary).substring(0, 10)))
                    .as("a canary in base64")
                    .isFalse();
        }
    }

    /** All of each object but the data of Secrets: labels, annotations, managed fields, status. */
    private static List<String> objects(Rig rig) {
        var texts = new ArrayList<String>();
        var client = rig.kube.client();
        var namespace = Play.TEAM;
        var all = new ArrayList<HasMetadata>();
        all.addAll(client.configMaps().inNamespace(namespace).list().getItems());
        all.addAll(client.batch().v1().jobs().inNamespace(namespace).list().getItems());
        all.addAll(client.pods().inNamespace(namespace).list().getItems());
        all.addAll(client.v1().events().inNamespace(namespace).list().getItems());
        for (var secret : client.secrets().inNamespace(namespace).list().getItems()) {
            secret.setData(null);
            all.add(secret);
        }
        all.forEach(object -> texts.add(Serialization.asYaml(object)));
        return texts;
    }

    private static String processes() throws IOException {
        var text = new StringBuilder();
        try (var folders = Files.list(Path.of("/proc"))) {
            for (var folder :
                    folders.filter(f -> f.getFileName().toString().matches("\\d+")).toList()) {
                for (var file : List.of("cmdline", "environ")) {
                    try {
                        text.append(
                                Files.readString(
                                        folder.resolve(file), StandardCharsets.ISO_8859_1));
                    } catch (IOException e) {
                        // It ended meanwhile, or is somebody else's.
                    }
                }
            }
        }
        return text.toString();
    }
}
