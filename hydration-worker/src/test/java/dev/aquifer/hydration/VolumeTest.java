package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.volume.Lease;
import dev.aquifer.hydration.volume.Volume;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on a volume before, beside and after an attempt. */
class VolumeTest {

    private static final int PARTS = 20;
    private static final byte[] FILE = Bytes.random(PARTS * Attempt.PART, 5);
    private static final String ETAG = "\"v1\"";

    /** A lease of a worker on another machine. */
    private static final String FOREIGN =
            """
            %020d
            {"id":"other","world":"elsewhere","pid":1,"started":1,"uid":"uid-2"}""";

    private final TestOrigin origin = new TestOrigin();
    private final CountDownLatch held = new CountDownLatch(1);
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        held.countDown();
        origin.close();
    }

    private Attempt attempt() {
        return Attempt.http(volume, origin.url("/file"));
    }

    private void serve() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));
    }

    /** Serves the parts before {@code stuck} and holds the others. */
    private void serveUpTo(int stuck) {
        origin.on(
                "/file",
                (request, answer) -> {
                    long[] range = request.range();
                    if (range != null && range[0] >= (long) stuck * Attempt.PART) {
                        await(held);
                    }
                    answer.file(FILE, ETAG);
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            boolean released = latch.await(20, TimeUnit.SECONDS);
            assertThat(released).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void interruptHalfway() {
        serveUpTo(10);
        Attempt.Running running = attempt().start();
        CompletableFuture<Attempt.Outcome> outcome = running.inBackground();
        Awaitility.await().until(() -> origin.bodyBytes.get() >= 10L * Attempt.PART);
        Awaitility.await().until(() -> Files.size(staging().resolve("journal")) >= 39 + 10 * 19);
        running.interrupt();
        assertThat(outcome.join().result()).isInstanceOf(Result.Interrupted.class);
        serve();
    }

    private Path staging() {
        return volume.resolve(".aquifer/staging").resolve(Volumes.staged(volume).getFirst());
    }

    @Test
    void anInterruptedAttemptIsContinued() throws IOException {
        interruptHalfway();

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().effort().fetchedBytes()).isEqualTo(10L * Attempt.PART);
        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(outcome.all(Report.Progress.class).getFirst().bytesDone())
                .isEqualTo(10L * Attempt.PART);
    }

    @Test
    void aPartThatIsNotWhatWasRecordedIsFetchedAgain() throws IOException {
        interruptHalfway();
        try (RandomAccessFile file =
                new RandomAccessFile(staging().resolve("files/artifact").toFile(), "rw")) {
            file.seek(3L * Attempt.PART + 5);
            file.write(FILE[3 * Attempt.PART + 5] ^ 1);
        }

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().effort().fetchedBytes()).isEqualTo(11L * Attempt.PART);
        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void aTornOrForeignJournalIsNoHarm() throws IOException {
        interruptHalfway();
        Path journal = staging().resolve("journal");
        byte[] bytes = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(bytes, bytes.length - 3));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().effort().fetchedBytes()).isEqualTo(11L * Attempt.PART);
        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void whatAnotherRevisionLeftIsRemoved() throws IOException {
        interruptHalfway();
        byte[] other = Bytes.random(1000, 6);
        origin.on("/file", (request, answer) -> answer.file(other, "\"v2\""));

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(other);
        assertThat(Volumes.staged(volume)).isEmpty();
    }

    @Test
    void theSecondOfTwoWorkersWaitsAndFindsItDone() throws IOException {
        serveUpTo(10);
        Attempt.Running first = attempt().start();
        CompletableFuture<Attempt.Outcome> done = first.inBackground();
        Awaitility.await().until(() -> origin.bodyBytes.get() >= 10L * Attempt.PART);
        Attempt.Running second = attempt().start();
        CompletableFuture<Attempt.Outcome> waiting = second.inBackground();
        Awaitility.await()
                .until(() -> second.reports.stream().anyMatch(Report.Waiting.class::isInstance));

        held.countDown();

        assertThat(done.join().completed().alreadyPresent()).isFalse();
        assertThat(waiting.join().completed().alreadyPresent()).isTrue();
        assertThat(origin.bodyBytes.get()).isEqualTo(FILE.length);
        assertThat(Files.readAllBytes(done.join().file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void aSilentHolderIsReplacedAndABeatingOneIsNot() throws IOException {
        interruptHalfway();
        Path lease = staging().resolve("lease-7");
        Files.writeString(lease, FOREIGN.formatted(1));
        Duration silence = Duration.ofMillis(600);
        Environment impatient =
                Environment.real()
                        .leasing(
                                new Lease.Times(
                                        Duration.ofMillis(50), silence, Duration.ofHours(1)));
        Attempt.Running running = attempt().in(impatient).start();
        CompletableFuture<Attempt.Outcome> outcome = running.inBackground();
        long started = System.nanoTime();
        for (int beat = 2; beat < 6; beat++) {
            String text = FOREIGN.formatted(beat);
            Awaitility.await().pollDelay(Duration.ofMillis(250)).until(() -> true);
            Files.writeString(lease, text);
            assertThat(outcome).isNotDone();
        }
        outcome.join().completed();
        assertThat(System.nanoTime() - started).isGreaterThan(silence.toNanos() + 1_000_000_000L);
        assertThat(Files.readAllBytes(outcome.join().file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void aWorkerWhoseLeaseWasTakenStops() throws IOException {
        serveUpTo(10);
        Environment quick =
                Environment.real()
                        .leasing(
                                new Lease.Times(
                                        Duration.ofMillis(50),
                                        Duration.ofMillis(400),
                                        Duration.ofHours(1)));
        Attempt.Running running = attempt().in(quick).start();
        CompletableFuture<Attempt.Outcome> outcome = running.inBackground();
        Awaitility.await().until(() -> origin.bodyBytes.get() >= 10L * Attempt.PART);
        Files.writeString(staging().resolve("lease-99"), FOREIGN.formatted(1));
        Awaitility.await().pollDelay(Duration.ofMillis(400)).until(() -> true);

        held.countDown();

        assertThat(outcome.join().failed().failure().code()).isEqualTo(Code.VOLUME_BUSY);
        assertThat(Volumes.published(volume)).isEmpty();
    }

    @Test
    void aMarkerWhoseFilesAreGoneProvesNothing() throws IOException {
        serve();
        Path file = attempt().run().file("artifact");
        Files.delete(file);

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().alreadyPresent()).isFalse();
        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void aFolderWithoutMarkerProvesNothing() throws IOException {
        serve();
        Path file = attempt().run().file("artifact");
        Files.writeString(file, "half a download");
        try (Stream<Path> markers = Files.list(volume.resolve(".aquifer/complete"))) {
            Files.delete(markers.findFirst().orElseThrow());
        }
        Files.writeString(file.resolveSibling("stranger"), "no file of the artifact");
        Path published = volume.resolve(Volumes.published(volume).getFirst());
        Object folder = Files.getAttribute(published, "unix:ino");

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(published.toFile().list()).containsExactly("artifact");
        assertThat(Files.getAttribute(published, "unix:ino")).isEqualTo(folder);
        assertThat(volume.resolve(".aquifer/trash")).doesNotExist();
    }

    @Test
    void whatCannotBeComparedIsNotAdopted() throws IOException {
        serve();
        Files.write(volume.resolve("artifact"), FILE);
        Attempt known = Attempt.http(volume, origin.url("/file"), Bytes.sha256(FILE));

        Attempt.Outcome outcome = attempt().with("mode", "adopt").run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.UNVERIFIABLE);
        assertThat(outcome.failed().failure().message()).contains("http.sha256");
        assertThat(known.with("mode", "adopt").run().completed().bytes()).isEqualTo(FILE.length);
    }

    @Test
    void whatHasTheNameOfAnArtifactAndIsNoFolderIsReplaced() throws IOException {
        serve();
        Path folder = volume.resolve(attempt().run().completed().folder());
        Files.delete(folder.resolve("artifact"));
        Files.delete(folder);
        Files.writeString(folder, "no folder");

        assertThat(Files.readAllBytes(attempt().run().file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void lostAndFoundAndStrangersFilesMeanNothing() throws IOException {
        Files.createDirectory(volume.resolve("lost+found"));
        Files.writeString(volume.resolve("model.bin"), "not ours");
        serve();

        assertThat(attempt().run().completed().alreadyPresent()).isFalse();
        assertThat(volume.resolve("model.bin")).hasContent("not ours");
    }

    @Test
    void theSameFileFromAnotherSourceIsStoredOnce() throws IOException {
        String content = "a $(touch /tmp/x) `b` 'c' \"d\" \\ \n && rm -rf / ; é";
        origin.on(
                "/file",
                (request, answer) -> answer.file(content.getBytes(StandardCharsets.UTF_8), ETAG));

        Attempt.Outcome inline = Attempt.inline(volume, content, "artifact").run();
        Attempt.Outcome http = attempt().run();

        assertThat(inline.file("artifact")).hasContent(content);
        assertThat(http.completed().digest()).isEqualTo(inline.completed().digest());
        assertThat(Volumes.published(volume)).hasSize(1);
        assertThat(attempt().run().completed().alreadyPresent()).isTrue();
        assertThat(Attempt.inline(volume, content, "artifact").run().completed().alreadyPresent())
                .isTrue();
    }

    @Test
    void aSubPathHoldsEverythingOfItsArtifact() {
        serve();

        Attempt.Outcome outcome =
                attempt()
                        .with("target", Map.of("root", volume.toString(), "subPath", "a b/c"))
                        .run();

        assertThat(outcome.completed().folder()).startsWith("a b/c/sha256-");
        assertThat(List.of(volume.toFile().list())).containsExactly("a b");
    }

    @Test
    void aLinkOutOfTheVolumeIsNotFollowed() throws IOException {
        serve();
        Path elsewhere = Files.createTempDirectory("elsewhere");
        Files.createSymbolicLink(volume.resolve("link"), elsewhere);

        Attempt.Outcome outcome =
                attempt()
                        .with("target", Map.of("root", volume.toString(), "subPath", "link"))
                        .run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.PATH_INVALID);
        assertThat(elsewhere).isEmptyDirectory();
        Files.delete(elsewhere);
    }

    /** On NFS an open file keeps its folder from being removed. */
    @Test
    void whereItIsMountedNeedsNoSyncing() throws IOException {
        Path mounted = Path.of("/sys/fs/cgroup"); // Folders of sysfs cannot be synced.
        assumeThat(mounted).isDirectory();
        assumeThat(Files.getAttribute(mounted, "unix:dev"))
                .isNotEqualTo(Files.getAttribute(mounted.getParent(), "unix:dev"));

        assertThatCode(() -> Volume.make(mounted)).doesNotThrowAnyException();
    }

    @Test
    void aFailedAttemptHasNoFileOpen() throws IOException {
        serve();

        Attempt.Outcome outcome = Attempt.http(volume, origin.url("/file"), "0".repeat(64)).run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(open()).noneMatch(file -> file.startsWith(volume));
    }

    private static List<Path> open() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    open.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        return open;
    }
}
