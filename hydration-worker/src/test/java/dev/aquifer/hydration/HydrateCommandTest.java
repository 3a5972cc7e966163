package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./aquifer hydrate SOURCE FOLDER} as a person gives it. */
class HydrateCommandTest {

    private static final byte[] SMALL = Bytes.random(3000, 70);
    private static final byte[] LARGE = Bytes.random(5 * 1024 * 1024, 71);
    private static final String CANARY = "canary-51ad07";

    private final TestHub hub =
            new TestHub().file("config.json", SMALL).large("weights/model.bin", LARGE);
    private final CountDownLatch held = new CountDownLatch(1);

    /** Built once for all. */
    @TempDir private static Path tree;

    @TempDir private Path scratch;
    private Command command;

    @BeforeEach
    void makeTree() throws IOException {
        command = new Command(tree, scratch);
    }

    @AfterEach
    void stop() {
        held.countDown();
        hub.close();
    }

    private String[] fromTheHub(String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "hf://org/model",
                                "models/my model",
                                "--endpoint",
                                hub.endpoint(),
                                "--allow-private-origins"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Path folder() {
        return scratch.resolve("models/my model");
    }

    @Test
    void explainsItselfAndWhatMakesNoSense() throws IOException {
        Command.Ended help = command.run("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("SOURCE", "hf://ORG/NAME", "HF_TOKEN", "Exit status");
        assertThat(help.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));

        assertThat(command.run("hf://org/model").status()).isEqualTo(64);
        assertThat(command.run("ftp://x/y", "z").err()).contains("ftp://", "--help");
        assertThat(command.run("hf://a/b", "z", "--sha256", "00").err()).contains("--sha256");
        assertThat(command.run("hf://a/b/c", "z").err())
                .contains("ORG/NAME")
                .doesNotContain("request.");
        assertThat(Files.readAllLines(command.built())).hasSize(1);
        assertThat(command.built()).content().contains("-pl hydration-worker");
    }

    /** A listing that goes on for longer than so little memory holds. */
    private void manyFiles() {
        AtomicInteger pages = new AtomicInteger();
        hub.hub.on(
                "/api/models/org/model/tree/" + TestHub.COMMIT,
                (request, answer) -> {
                    int page = pages.incrementAndGet();
                    TestHub.json(
                            answer,
                            Map.of("Link", "<?cursor=" + page + ">; rel=next"),
                            IntStream.range(0, 1000)
                                    .mapToObj(i -> TestHub.entry(page + "/" + i, new byte[1]))
                                    .toList());
                });
    }

    @Test
    void saysHowToGiveItMemoryForMoreFiles() throws IOException {
        manyFiles();

        Command.Ended ended = command.with("AQUIFER_HYDRATE_HEAP", "12m").run(fromTheHub());

        assertThat(ended.status()).isEqualTo(10);
        assertThat(ended.err())
                .contains(" MiB: AQUIFER_HYDRATE_HEAP=3g gives it more.")
                .doesNotContain("Give the same command again");
    }

    @Test
    void fillsAFolderAsOtherToolsDoAndThenMovesNothing() throws IOException {
        Command.Ended first = command.run(fromTheHub());

        assertThat(first.status()).as(first::err).isZero();
        assertThat(first.out()).contains("models/my model: complete and verified, 2 files");
        assertThat(first.err()).contains("plan: 2 files").doesNotContain("\r");
        assertThat(Files.readAllBytes(folder().resolve("config.json"))).isEqualTo(SMALL);
        assertThat(Files.readAllBytes(folder().resolve("weights/model.bin"))).isEqualTo(LARGE);
        assertThat(folder().toFile().list())
                .containsExactlyInAnyOrder(".aquifer", "config.json", "weights");
        long sent = hub.storage.bodyBytes.get();

        Command.Ended second = command.run(fromTheHub("--json"));

        assertThat(second.status()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(second.result().number("fetchedBytes")).isZero();
        assertThat(second.result().text("digest")).startsWith("sha256:");
        assertThat(second.result().number("files")).isEqualTo(2);
        assertThat(second.result().fields()).containsKeys("seconds", "retries", "bytes");
        assertThat(hub.storage.bodyBytes).hasValue(sent);
    }

    @Test
    void goesOnAfterAKill() throws IOException {
        hub.storage.slowedBy(
                bytes -> {
                    if (hub.storage.bodyBytes.get() > 3_000_000) {
                        await(held);
                    }
                });
        try (Command.Running running = command.start(fromTheHub("--json"))) {
            Awaitility.await().until(() -> hub.storage.bodyBytes.get() > 3_000_000);
            running.process().destroyForcibly();
            running.ended();
        }
        held.countDown();
        assertThat(folder().resolve("weights/model.bin")).doesNotExist();

        Command.Ended again = command.run(fromTheHub("--json"));

        assertThat(again.status()).as(again::err).isZero();
        assertThat(Files.readAllBytes(folder().resolve("weights/model.bin"))).isEqualTo(LARGE);
    }

    /** Java tells errors of the disk by the text of the locale. */
    @Test
    void hasTheLanguageInWhichErrorsOfTheDiskAreKnown() throws IOException {
        hub.storage.slowedBy(bytes -> await(held));
        command.with("LC_ALL", "de_DE.UTF-8").with("LANG", "de_DE.UTF-8");
        try (Command.Running running = command.start(fromTheHub())) {
            Awaitility.await().until(() -> asked());

            assertThat(running.variables()).contains("LC_ALL=C.UTF-8").doesNotContain("LC_ALL=de");
        }
    }

    @Test
    void saysNothingSecretAndShowsNoneToOtherProcesses() throws IOException {
        hub.gated(CANARY);
        hub.storage.slowedBy(bytes -> await(held));
        command.with("HF_TOKEN", CANARY);
        try (Command.Running running = command.start(fromTheHub())) {
            Awaitility.await().until(() -> asked());
            assertThat(running.arguments()).contains("HydrateMain").doesNotContain(CANARY);
            held.countDown();
            Command.Ended ended = running.ended();

            assertThat(ended.status()).as(ended::err).isZero();
            assertThat(ended.out() + ended.err()).doesNotContain(CANARY);
        }
        try (var files = Files.walk(folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(CANARY);
            }
        }
    }

    private boolean asked() {
        return !hub.storage.requests.isEmpty();
    }

    @Test
    void readsTheTokenWhereTheHubsOwnToolLeavesIt() throws IOException {
        hub.gated(CANARY);
        assertThat(command.run(fromTheHub()).err()).contains("AuthRequired");
        Path token = command.home().resolve(".cache/huggingface/token");
        Files.createDirectories(token.getParent());
        Files.writeString(token, CANARY + "\n");

        assertThat(command.run(fromTheHub()).status()).isZero();
    }

    @Test
    void refusesPrivateOriginsUnlessTold() throws IOException {
        Command.Ended ended = command.run("hf://org/model", "x", "--endpoint", hub.endpoint());

        assertThat(ended.status()).isEqualTo(20);
        assertThat(ended.err()).contains("OriginForbidden", "--allow-private-origins");
        assertThat(hub.hub.requests).isEmpty();
    }

    @Test
    void checksTheDigestOfAnAddress() throws IOException {
        hub.hub.on("/files/model%20one.bin", (request, answer) -> answer.file(SMALL, "\"v\""));
        String url = hub.hub.url("/files/model%20one.bin?token=" + CANARY);
        String wrong = "0".repeat(64);

        Command.Ended bad =
                command.run(url, "x", "--allow-private-origins", "--sha256", wrong, "--json");
        Command.Ended good =
                command.run(
                        url,
                        "x",
                        "--allow-private-origins",
                        "--sha256",
                        Bytes.sha256(SMALL),
                        "--json");

        assertThat(bad.status()).isEqualTo(20);
        assertThat(bad.result().text("phase")).isEqualTo("Validation");
        assertThat(bad.result().text("code")).isEqualTo("DigestMismatch");
        assertThat(good.status()).as(good::out).isZero();
        assertThat(Files.readAllBytes(scratch.resolve("x/model one.bin"))).isEqualTo(SMALL);
        assertThat(bad.out() + good.out()).doesNotContain(CANARY);
    }

    @Test
    void callsNothingVerifiedThatWasComparedWithNothing() throws IOException {
        hub.hub.on("/files/model.bin", (request, answer) -> answer.file(SMALL, "\"v\""));

        String[] arguments = {hub.hub.url("/files/model.bin"), "x", "--allow-private-origins"};

        Command.Ended first = command.run(arguments);
        Command.Ended second = command.run(arguments);

        assertThat(first.status()).as(first::err).isZero();
        assertThat(first.out())
                .contains("x: complete; 1 of 1 files had no checksum at the source, 1 files")
                .doesNotContain("verified");
        assertThat(second.out())
                .contains("x: complete already; 1 of 1 files had no checksum at the source");
    }

    private static void await(CountDownLatch latch) {
        try {
            boolean released = latch.await(50, TimeUnit.SECONDS);
            assertThat(released).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
