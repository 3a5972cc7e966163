package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as others start it: files in, lines and exit code out. */
class ProgramTest {

    private static final byte[] FILE = Bytes.random(3 * Attempt.PART, 20);
    private static final String CANARY = "canary-7f3a91";

    private final TestOrigin origin = new TestOrigin();
    @TempDir private Path scratch;

    @AfterEach
    void stop() {
        origin.close();
    }

    private Path volume() throws IOException {
        return Files.createDirectories(scratch.resolve("a volume"));
    }

    private Child start(Attempt attempt, Map<String, String> secrets, String... arguments)
            throws IOException {
        return Child.start(scratch, attempt, List.of(), HydrationMain.class, secrets, arguments);
    }

    @Test
    void reportsLineByLineAndLeavesItsResult() throws IOException {
        origin.on("/file", (request, answer) -> answer.file(FILE, "\"v\""));
        Attempt attempt = Attempt.http(volume(), origin.url("/file")).with("attempt", 3);

        try (Child child = start(attempt, Map.of())) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.output().lines()).allMatch(line -> line.startsWith("{\"t\":"));
            JsonObject result = child.result();
            assertThat(result.text("outcome")).isEqualTo("completed");
            assertThat(result.number("attempt")).isEqualTo(3);
            assertThat(result.number("bytes")).isEqualTo(FILE.length);
            assertThat(child.termination()).contains(result.text("digest"));
        }
    }

    @Test
    void neverSaysASecret() throws IOException {
        origin.on("/file", (r, a) -> a.redirect(302, "/signed?X-Signature=" + CANARY));
        origin.on("/signed", (r, a) -> a.send(500, Map.of("X-Leak", CANARY), new byte[0]));
        String url = origin.url("/file?token=" + CANARY);
        Attempt attempt = Attempt.http(volume(), url).policy("maxAttempts", 2);

        try (Child child = start(attempt, Map.of("authorization", "Bearer " + CANARY), "--human")) {
            assertThat(child.exitCode()).isEqualTo(10);
            assertThat(child.output() + child.termination())
                    .contains("OriginUnavailable")
                    .doesNotContain(CANARY);
            assertThat(origin.requests.getFirst().field("authorization"))
                    .isEqualTo("Bearer " + CANARY);
        }
        try (var files = Files.walk(volume())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(CANARY);
            }
        }
    }

    @Test
    void refusesAddressesWithCredentialsWithoutRepeatingThem() throws IOException {
        Attempt attempt = Attempt.http(volume(), "http://user:" + CANARY + "@models.example/x");

        try (Child child = start(attempt, Map.of())) {
            assertThat(child.exitCode()).isEqualTo(20);
            assertThat(child.result().text("code")).isEqualTo("OriginForbidden");
            assertThat(child.output() + child.termination()).doesNotContain(CANARY);
        }
    }

    @Test
    void namesWhatIsWrongWithTheRequest() throws IOException {
        Attempt attempt = Attempt.inline(volume(), "x", "../x");

        try (Child child = start(attempt, Map.of())) {
            assertThat(child.exitCode()).isEqualTo(20);
            assertThat(child.result().text("code")).isEqualTo("PathInvalid");
        }
        try (Child child = start(attempt.with("schemaVersion", 9), Map.of())) {
            assertThat(child.exitCode()).isEqualTo(64);
            assertThat(child.result().text("message")).contains("schemaVersion");
        }
        Attempt blocked =
                Attempt.inline(volume(), "x", "x")
                        .policy("allowPrivateOrigins", List.of("10.0.0.0/33"));
        try (Child child = start(blocked, Map.of())) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(64);
            assertThat(child.result().text("code")).isEqualTo("BadRequest");
            assertThat(child.termination()).contains("policy.allowPrivateOrigins", "10.0.0.0/33");
        }
        Attempt endless =
                Attempt.inline(volume(), "x", "x").policy("idleTimeoutMillis", Long.MAX_VALUE);
        try (Child child = start(endless, Map.of())) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(64);
            assertThat(child.termination()).contains("policy.idleTimeoutMillis");
        }
        try (Child child = start(attempt, Map.of(), "--nonsense")) {
            assertThat(child.exitCode()).isEqualTo(64);
        }
    }

    @Test
    void givesTheSpaceBackWhenTheVolumeIsFull() throws IOException {
        byte[] large = Bytes.random(6 * 1024 * 1024, 21);
        origin.on(
                "/file",
                (request, answer) -> {
                    answer.head(200, Map.of("Transfer-Encoding", "chunked"), -1);
                    if (!request.method().equals("HEAD")) {
                        answer.raw(Integer.toHexString(large.length) + "\r\n");
                        answer.body(large, 0, large.length);
                        answer.raw("\r\n0\r\n\r\n");
                    }
                });

        try (Child child = onTmpfs("size=4m", Attempt.http(volume(), origin.url("/file")))) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(20);
            assertThat(child.result().text("code")).isEqualTo("InsufficientSpace");
            assertThat(child.result().text("phase")).isEqualTo("CapacityCheck");
            assertThat(Files.readString(scratch.resolve("left"))).doesNotContain("/files");
        }
    }

    @Test
    void saysWhatIsNeededAndAvailableBeforeAByteMoves() throws IOException {
        byte[] large = Bytes.random(6 * 1024 * 1024, 21);
        origin.on("/file", (request, answer) -> answer.file(large, "\"v\""));

        try (Child child = onTmpfs("size=4m", Attempt.http(volume(), origin.url("/file")))) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(20);
            JsonObject detail = child.result().object("detail");
            assertThat(detail.number("needed")).isEqualTo(large.length);
            assertThat(detail.number("available")).isLessThan(4 * 1024 * 1024);
            assertThat(origin.bodyBytes).hasValue(0);
        }
    }

    /** Then nothing at all can be written, not even who works here. */
    @Test
    void saysItWhereNoByteIsLeft() throws IOException {
        byte[] file = Bytes.random(100, 21);
        origin.on("/file", (request, answer) -> answer.file(file, "\"v\""));

        try (Child child =
                onTmpfs(
                        "size=4m",
                        Attempt.http(volume(), origin.url("/file")),
                        "cat /dev/zero > \"$0/theirs\" 2>/dev/null;")) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(20);
            assertThat(child.result().text("code")).isEqualTo("InsufficientSpace");
            JsonObject detail = child.result().object("detail");
            assertThat(detail.number("needed")).isEqualTo(file.length);
            assertThat(detail.number("available")).isZero();
        }
    }

    @Test
    void namesAReadOnlyVolume() throws IOException {
        origin.on("/file", (request, answer) -> answer.file(FILE, "\"v\""));

        try (Child child = onTmpfs("ro", Attempt.http(volume(), origin.url("/file")))) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(20);
            assertThat(child.result().text("code")).isEqualTo("VolumeReadOnly");
        }
    }

    /** The program as somebody whom permissions hold back. */
    private Child withoutRights(Path volume, String permissions, Attempt attempt)
            throws IOException {
        Assumptions.assumeTrue(
                namespaces() && "root".equals(System.getProperty("user.name")),
                "SKIPPED: only root can become somebody without rights here");
        origin.on("/file", (request, answer) -> answer.file(FILE, "\"v\""));
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString(permissions));
        List<String> prefix = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
        return Child.start(scratch, attempt, prefix, HydrationMain.class, Map.of());
    }

    @Test
    void needsNotReadTheRootOfAVolume() throws IOException {
        Path volume = volume();
        Attempt attempt =
                Attempt.http(volume, origin.url("/file"))
                        .with("target", Map.of("root", volume.toString(), "subPath", "models"));

        try (Child child = withoutRights(volume, "-wx--x--x", attempt)) {
            assertThat(child.exitCode()).as(child::output).isZero();
        }
        assertThat(Volumes.markers(volume.resolve("models"))).hasSize(1);
    }

    @Test
    void namesAVolumeThatItMayNotWrite() throws IOException {
        Path volume = volume();

        try (Child child =
                withoutRights(volume, "r-xr-xr-x", Attempt.http(volume, origin.url("/file")))) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(20);
            assertThat(child.result().text("code")).isEqualTo("PermissionDenied");
            assertThat(child.result().text("phase")).isEqualTo("AgentExecution");
        }
        assertThat(volume).isEmptyDirectory();
    }

    @Test
    void namesAVolumeThatVanishes() throws IOException {
        CountDownLatch held = new CountDownLatch(1);
        byte[] large = Bytes.random(40 * Attempt.PART, 22);
        origin.on("/file", (request, answer) -> answer.file(large, "\"v\""))
                .slowedBy(
                        bytes -> {
                            if (origin.bodyBytes.get() > 10L * Attempt.PART) {
                                await(held);
                            }
                        });
        Path volume = volume();

        try (Child child = start(Attempt.http(volume, origin.url("/file")), Map.of())) {
            Awaitility.await().until(() -> origin.bodyBytes.get() > 10L * Attempt.PART);
            Files.move(volume, scratch.resolve("gone"));
            held.countDown();

            assertThat(child.exitCode()).as(child::output).isEqualTo(10);
            assertThat(child.result().text("code")).isIn("VolumeFailed", "VolumeBusy");
            assertThat(child.result().text("phase")).isEqualTo("AgentExecution");
        }
        assertThat(volume).doesNotExist();
        assertThat(Volumes.published(scratch.resolve("gone"))).isEmpty();
        assertThat(Volumes.markers(scratch.resolve("gone"))).isEmpty();
    }

    @Test
    void namesAVolumeThatIsNotMounted() throws IOException {
        Attempt attempt = Attempt.http(scratch.resolve("nowhere"), origin.url("/file"));

        try (Child child = start(attempt, Map.of())) {
            assertThat(child.exitCode()).isEqualTo(10);
            assertThat(child.result().text("code")).isEqualTo("VolumeFailed");
        }
        assertThat(scratch.resolve("nowhere")).doesNotExist();
    }

    @Test
    void aListingOfHugeCountsNeedsNoMemory() throws IOException {
        try (TestHub hub = new TestHub()) {
            AtomicInteger page = new AtomicInteger();
            String entry =
                    "{\"type\":\"file\",\"path\":\"f%s\",\"size\":1,\"oid\":\""
                            + TestHub.COMMIT
                            + "\"}";
            hub.hub.on(
                    "/api/models/org/model/tree/" + TestHub.COMMIT,
                    (request, answer) -> {
                        int number = page.incrementAndGet();
                        String entries =
                                IntStream.range(0, 20_000)
                                        .mapToObj(i -> entry.formatted(number + "-" + i))
                                        .collect(Collectors.joining(",", "[", "]"));
                        answer.send(
                                200,
                                Map.of("Link", "<?cursor=" + number + ">; rel=next"),
                                entries.getBytes(StandardCharsets.UTF_8));
                    });
            Attempt attempt = Attempt.hub(volume(), hub.endpoint(), "org/model", "main");

            try (Child child = start(attempt, Map.of())) {
                assertThat(child.exitCode()).as(child::output).isEqualTo(20);
                assertThat(child.result().text("code")).isEqualTo("PathInvalid");
                assertThat(page.get()).isLessThan(5);
            }
        }
    }

    /** Each is more than there is anywhere, and all of them more than a heap of 64 MiB records. */
    @Test
    void aPlanOfHugeFilesNeedsNoMemory() throws IOException {
        try (TestHub hub = new TestHub()) {
            String entry =
                    "{\"type\":\"file\",\"path\":\"f%d\",\"size\":1099511627776,\"oid\":\""
                            + TestHub.COMMIT
                            + "\"}";
            String entries =
                    IntStream.range(0, 2000)
                            .mapToObj(entry::formatted)
                            .collect(Collectors.joining(",", "[", "]"));
            hub.hub.on(
                    "/api/models/org/model/tree/" + TestHub.COMMIT,
                    (request, answer) ->
                            answer.send(200, Map.of(), entries.getBytes(StandardCharsets.UTF_8)));
            Attempt attempt = Attempt.hub(volume(), hub.endpoint(), "org/model", "main");

            try (Child child = start(attempt, Map.of())) {
                assertThat(child.exitCode()).as(child::output).isEqualTo(20);
                assertThat(child.result().text("code")).isEqualTo("InsufficientSpace");
                assertThat(child.result().object("detail").number("needed")).isEqualTo(2000L << 40);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            boolean released = latch.await(30, TimeUnit.SECONDS);
            assertThat(released).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Child onTmpfs(String options, Attempt attempt) throws IOException {
        return onTmpfs(options, attempt, "");
    }

    /**
     * In a volume of its own.
     *
     * @param before commands that prepare it; they find its folder in {@code $0}
     */
    private Child onTmpfs(String options, Attempt attempt, String before) throws IOException {
        Assumptions.assumeTrue(
                namespaces(), "SKIPPED: no mount namespaces here, so no full or read-only volume");
        String script =
                "mount -t tmpfs -o \"$1\" tmpfs \"$0\" || exit 99; left=\"$2\"; shift 2; "
                        + before
                        + "\"$@\";"
                        + " code=$?; find \"$0\" > \"$left\"; exit $code";
        List<String> prefix = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", script));
        prefix.addAll(List.of(volume().toString(), options, scratch.resolve("left").toString()));
        return Child.start(scratch, attempt, prefix, HydrationMain.class, Map.of());
    }

    private static boolean namespaces() {
        try {
            return new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
