package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.reconcile.ReconcileLimits;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
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

    @Test
    void aSecretIsNowhereButInItsCopy() throws IOException {
        var log = new Log();
        // Which of the two it is depends on who was first in this JVM.
        var roots = List.of(Logger.getLogger(""), org.jboss.logmanager.Logger.getLogger(""));
        var levels = roots.stream().map(Logger::getLevel).toList();
        roots.forEach(root -> root.setLevel(Level.FINE));
        roots.forEach(root -> root.addHandler(log));
        var limits =
                new ReconcileLimits(
                        Duration.ofMillis(300),
                        Duration.ofMillis(50),
                        Duration.ofMillis(500),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(300),
                        Duration.ofMinutes(5));
        try (var rig = new Rig(limits)) {
            rig.start(Play.EAST);
            var play = new Play(rig);
            play.adopt();
            play.request("hydrate", 1, 1, true, Play.JOB.formatted("job-1"));
            Play.until(() -> play.token().isPresent());

            var everywhere = new ArrayList<String>();
            everywhere.add(rig.published.toString());
            everywhere.add(rig.everythingStored());
            everywhere.add(processes());
            everywhere.addAll(objects(rig));
            rig.kube.finishJob(Play.TEAM, "job-1", true, "{\"digest\":\"d\"}");
            Play.until(() -> play.token().isEmpty());
            everywhere.add(rig.published.toString());
            everywhere.add(rig.everythingStored());
            everywhere.add(log.text.toString());

            assertThat(log.text.toString().contains("CLUS1001")).as("our log is heard").isTrue();
            assertThat(everywhere).allSatisfy(CanaryTest::hasNone);
        } finally {
            roots.forEach(root -> root.removeHandler(log));
            for (int i = 0; i < roots.size(); i++) {
                roots.get(i).setLevel(levels.get(i));
            }
        }
    }

    private static void hasNone(String text) {
        var canary = "canary-1";
        var encoded = Base64.getEncoder().encodeToString(canary.getBytes(StandardCharsets.UTF_8));
        assertThat(text.contains(canary)).as("the canary").isFalse();
        assertThat(text.contains(encoded.substring(0, 10))).as("the canary in base64").isFalse();
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
