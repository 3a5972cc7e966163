package dev.aquifer.embeddedkubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.embeddedkubernetes.testkit.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process, which is killed and started again. */
class EmbeddedKubernetesMainTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir private Path temporary;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    private Path kubeconfig() {
        return temporary.resolve("kube config");
    }

    private Process start(String... arguments) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx96m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EmbeddedKubernetesMain.class.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(temporary.resolve("log").toFile())
                        .start();
        started.add(process);
        return process;
    }

    private Process serve() throws IOException {
        Files.deleteIfExists(kubeconfig());
        Process process =
                start(
                        "--data",
                        temporary.resolve("the data").toString(),
                        "--port",
                        "0",
                        "--kubeconfig",
                        kubeconfig().toString(),
                        "--name",
                        "named");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(kubeconfig()) || !process.isAlive());
        return process;
    }

    private static String map(int number) {
        return "{\"metadata\":{\"name\":\"m%d\"},\"data\":{\"key\":\"%d\"}}"
                .formatted(number, number);
    }

    @Test
    void keepsWhatItConfirmedWhenItIsKilled() throws IOException, InterruptedException {
        Process first = serve();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig())))
                .isEqualTo("rw-------");
        String before = Files.readString(kubeconfig());
        var confirmed = new ArrayList<Integer>();
        try (var http = new Http(kubeconfig())) {
            var killer = Thread.startVirtualThread(() -> killWhen(confirmed, 40, first));
            try {
                for (int i = 0; i < 100_000; i++) {
                    if (http.post(MAPS, map(i)).code() == 201) {
                        synchronized (confirmed) {
                            confirmed.add(i);
                        }
                    }
                }
            } catch (UncheckedIOException _) {
                // killed in the middle of a write
            }
            killer.join();
        }
        serve();
        assertThat(Files.readString(kubeconfig())).isEqualTo(before);
        try (var http = new Http(kubeconfig())) {
            assertThat(confirmed).hasSizeGreaterThanOrEqualTo(40);
            for (int number : confirmed) {
                assertThat(http.get(MAPS + "/m" + number).text("/data/key")).isEqualTo("" + number);
            }
            assertThat(http.post(MAPS, map(-1).replace("m-1", "next")).code()).isEqualTo(201);
        }
    }

    private static void killWhen(List<Integer> confirmed, int enough, Process process) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            synchronized (confirmed) {
                                return confirmed.size() >= enough;
                            }
                        });
        process.destroyForcibly();
    }

    @Test
    void endsOnRequestAndRefusesASecondOne() throws IOException, InterruptedException {
        Process first = serve();
        Process second =
                start(
                        "--data",
                        temporary.resolve("the data").toString(),
                        "--kubeconfig",
                        temporary.resolve("other").toString());
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(Files.readString(temporary.resolve("log")))
                .contains("is in use by another API server");
        assertThat(temporary.resolve("other")).doesNotExist();
        first.destroy();
        assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isEqualTo(143);
    }

    @Test
    void explainsItsArguments() throws IOException, InterruptedException {
        Process process = start("--nonsense");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readString(temporary.resolve("log")))
                .contains("usage: embedded-kubernetes --data DIR");
    }
}
