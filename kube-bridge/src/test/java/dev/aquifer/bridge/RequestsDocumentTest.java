package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What docs/requests.md says is done, with the very commands that it shows. */
@TestInstance(Lifecycle.PER_CLASS)
class RequestsDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/requests.md");
    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("`(aquifer\\.[a-z]+\\.[A-Za-z]+\\.v1)`");
    private static final String ANSWERS = "aquifer.answers";

    private final List<String> commands = new ArrayList<>();
    private String document = "";
    private ControlServer control;
    private EmbeddedBroker broker;
    private Asker asker;
    private Bridge bridge;
    @TempDir static Path folder;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Logs.show(Level.INFO);
        document = Files.readString(DOCUMENT);
        COMMANDS.matcher(document).results().forEach(found -> commands.add(found.group(1)));
        control = ControlServer.embedded();
        control.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: ml-team}\n");
        broker = EmbeddedBroker.start();
        asker = new Asker(broker.bootstrapServers(), ANSWERS);
        bridge =
                new Bridge(
                        Settings.of(control, broker.bootstrapServers()),
                        "document",
                        Clock.systemUTC(),
                        System::nanoTime,
                        BridgeLog.LOG);
        bridge.start();
        consoleProducer();
    }

    /** What Kafka's own script does, with the class that it starts. */
    private void consoleProducer() throws IOException {
        var script = folder.resolve("kafka-console-producer.sh");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '%s' -cp '%s' org.apache.kafka.tools.ConsoleProducer \"$@\"\n"
                        .formatted(java, System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterAll
    void stop() {
        Stream.<AutoCloseable>of(bridge, asker, broker, control)
                .forEach(
                        opened -> {
                            try {
                                opened.close();
                            } catch (Exception e) { // the others are to be closed as well
                                throw new IllegalStateException(e);
                            }
                        });
    }

    private String run(String commands) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("BOOTSTRAP", broker.bootstrapServers());
        environment.put("PATH", folder + File.pathSeparator + environment.get("PATH"));
        var output = folder.resolve("output");
        var running = builder.redirectOutput(output.toFile()).start();
        var ended = running.waitFor(60, TimeUnit.SECONDS);
        var said = Files.readString(output);
        assertThat(ended && running.exitValue() == 0).as(said).isTrue();
        return said;
    }

    private Asker.Heard answer(String id) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(asker.answers(ANSWERS, id)).hasSize(1));
        return asker.answer(ANSWERS, id);
    }

    @Test
    void withKcat() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "kcat"))),
                "NOT TESTED with kcat: it is not installed (apt-get install kcat)");
        run(commands.get(0));
        assertThat(answer("build-17").header("ce_type")).endsWith("RequestAdmitted.v1");
        assertThat(
                        control.kubectl(
                                "-n",
                                "ml-team",
                                "get",
                                "mc",
                                "greeting",
                                "-o",
                                "jsonpath={.metadata.labels.team}"))
                .isEqualTo("search");
        assertThat(run(commands.get(1)))
                .contains("ce_correlationid=build-17,ce_causationid=build-17")
                .contains("ModelCache/ml-team/greeting\n{\"subject\":{\"resource\":");
        run(commands.get(2));
        assertThat(answer("build-18").header("ce_type")).endsWith("RequestAdmitted.v1");
    }

    @Test
    void withTheConsoleProducer() throws Exception {
        run(commands.get(3));

        assertThat(answer("build-19").header("ce_type")).endsWith("RequestAdmitted.v1");
        assertThat(control.kubectl("-n", "ml-team", "get", "ms", "chat", "-o", "name"))
                .contains("chat");
    }

    @Test
    void whatItNamesExists() {
        assertThat(commands).hasSize(4);
        assertThat(TYPE.matcher(document).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(EventCatalogue.all().find(type)).isPresent());
    }
}
