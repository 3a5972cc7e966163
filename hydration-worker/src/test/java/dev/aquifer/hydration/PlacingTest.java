package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.request.Task;
import dev.aquifer.hydration.testkit.OciArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of somebody's: what is right stays, what is theirs stays, the rest comes. */
class PlacingTest {

    private static final byte[] SMALL = Bytes.random(3000, 80);
    private static final byte[] LARGE = Bytes.random(5 * Attempt.PART + 9, 81);

    private final TestHub hub =
            new TestHub().file("config.json", SMALL).large("weights/large.bin", LARGE);

    @TempDir private Path folder;

    @AfterEach
    void stop() {
        hub.close();
    }

    private Attempt attempt() {
        return place(Attempt.hub(folder, hub.endpoint(), "org/model", "main"));
    }

    private static Attempt place(Attempt attempt) {
        return attempt.doing(new Task.Place(List.of(), List.of()));
    }

    private long sent() {
        return hub.hub.bodyBytes.get() + hub.storage.bodyBytes.get();
    }

    @Test
    void whatIsThereWithTheRightBytesIsNotFetched() throws IOException {
        Files.createDirectory(folder.resolve("weights"));
        Files.write(folder.resolve("weights/large.bin"), LARGE);
        Files.writeString(folder.resolve("notes.txt"), "mine");

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().effort().fetchedBytes()).isEqualTo(SMALL.length);
        assertThat(Files.readAllBytes(folder.resolve("config.json"))).isEqualTo(SMALL);
        assertThat(folder.resolve("notes.txt")).hasContent("mine");
        assertThat(Volumes.staged(folder)).isEmpty();
    }

    @Test
    void whatIsSomebodysWithOtherBytesStaysAndNothingIsFetched() throws IOException {
        Files.writeString(folder.resolve("config.json"), "my own");

        HydrationFailed failure = attempt().run().failed().failure();

        assertThat(failure.code()).isEqualTo(Code.FILE_IN_THE_WAY);
        assertThat(failure.detail()).containsEntry("paths", List.of("config.json"));
        assertThat(folder.resolve("config.json")).hasContent("my own");
        assertThat(hub.storage.bodyBytes).hasValue(0);
        Files.delete(folder.resolve("config.json"));
        attempt().run().completed();
    }

    @Test
    void whatWasChangedSinceStays() throws IOException {
        attempt().run().completed();
        Files.writeString(folder.resolve("config.json"), "tuned by hand");

        assertThat(attempt().run().failed().failure().code()).isEqualTo(Code.FILE_IN_THE_WAY);
        assertThat(folder.resolve("config.json")).hasContent("tuned by hand");
    }

    @Test
    void whatIsGoneComesAgainAndAlone() throws IOException {
        attempt().run().completed();
        Files.delete(folder.resolve("config.json"));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().effort().fetchedBytes()).isEqualTo(SMALL.length);
        assertThat(Files.readAllBytes(folder.resolve("config.json"))).isEqualTo(SMALL);
    }

    @Test
    void itIsRememberedHowManyFilesHadNoChecksum() throws IOException {
        try (TestOrigin origin = new TestOrigin()) {
            origin.on("/file", (request, answer) -> answer.file(SMALL, "\"v1\""));
            Attempt attempt = place(Attempt.http(folder, origin.url("/file")));
            String pinned = attempt.run().completed().pinned();
            assertThat(attempt.run().completed().unverifiedFiles()).isEqualTo(1);
            attempt.with("pinned", pinned);
            int before = origin.requests.size();

            assertThat(attempt.run().completed().unverifiedFiles()).isEqualTo(1);

            assertThat(origin.requests).hasSize(before);
            Path receipt =
                    folder.resolve(".aquifer/complete").resolve(Volumes.markers(folder).getFirst());
            String json = Files.readString(receipt);
            Files.writeString(receipt, json.replace(",\"unverifiedFiles\":1", ""));
            assertThat(receipt).content().isNotEqualTo(json);
            assertThat(attempt.run().completed().brief())
                    .containsEntry("alreadyPresent", true)
                    .doesNotContainKey("unverifiedFiles");
        }
    }

    @Test
    void anUntouchedFileOfAnEarlierRevisionGivesWay() throws IOException {
        byte[] newer = Bytes.random(5000, 82);
        TestOrigin origin = new TestOrigin();
        origin.on("/file", (request, answer) -> answer.file(SMALL, "\"v1\""));
        place(Attempt.http(folder, origin.url("/file"))).run().completed();
        origin.on("/file", (request, answer) -> answer.file(newer, "\"v2\""));

        place(Attempt.http(folder, origin.url("/file"))).run().completed();

        assertThat(Files.readAllBytes(folder.resolve("artifact"))).isEqualTo(newer);
        origin.close();
    }

    @Test
    void aFileOfWhichNobodyKnowsTheDigestStays() throws IOException {
        Files.writeString(folder.resolve("artifact"), "something");
        try (TestOrigin origin = new TestOrigin()) {
            origin.on("/file", (request, answer) -> answer.file(SMALL, "\"v1\""));

            Attempt.Outcome outcome = place(Attempt.http(folder, origin.url("/file"))).run();

            assertThat(outcome.failed().failure().code()).isEqualTo(Code.FILE_IN_THE_WAY);
            assertThat(folder.resolve("artifact")).hasContent("something");
        }
    }

    @Test
    void foldersAndLinksAreInTheWayToo() throws IOException {
        Path elsewhere = Files.createTempDirectory("elsewhere");
        Files.createSymbolicLink(folder.resolve("weights"), elsewhere);
        Files.createDirectories(folder.resolve("config.json/sub"));

        HydrationFailed failure = attempt().run().failed().failure();

        assertThat(failure.code()).isEqualTo(Code.FILE_IN_THE_WAY);
        assertThat(failure.detail()).containsEntry("count", 2);
        assertThat(elsewhere).isEmptyDirectory();
        Files.delete(elsewhere);
    }

    @Test
    void theSecondOfTwoRunsWaitsAndFindsItDone() throws IOException {
        CountDownLatch held = new CountDownLatch(1);
        try (TestOrigin origin = new TestOrigin()) {
            origin.on("/file", (request, answer) -> answer.file(LARGE, "\"v1\""));
            origin.slowedBy(bytes -> await(held));
            Attempt attempt = place(Attempt.http(folder, origin.url("/file")));
            CompletableFuture<Attempt.Outcome> first = attempt.start().inBackground();
            Awaitility.await().until(() -> origin.gets("/file") > 0);
            Attempt.Running second = attempt.start();
            CompletableFuture<Attempt.Outcome> waiting = second.inBackground();
            Awaitility.await()
                    .until(
                            () ->
                                    second.reports.stream()
                                            .anyMatch(Report.Waiting.class::isInstance));

            held.countDown();

            assertThat(first.join().completed().files()).isEqualTo(1);
            assertThat(waiting.join().completed().effort().fetchedBytes()).isZero();
            assertThat(origin.bodyBytes).hasValue(LARGE.length);
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

    @Test
    void twoSourcesShareAFolder() throws IOException {
        attempt().run().completed();
        place(Attempt.inline(folder, "more", "more.txt")).run().completed();
        long before = sent();

        assertThat(attempt().run().completed().alreadyPresent()).isTrue();
        assertThat(sent() - before).isLessThan(2000); // The hub's own answers, no file.
        assertThat(folder.resolve("more.txt")).hasContent("more");
    }

    @Test
    void whatArchivesHoldIsPlacedAndComparedOnceItIsKnown() throws IOException {
        try (FakeRegistry registry = new FakeRegistry()) {
            byte[] tar = new Tar().file("a/large.bin", LARGE).file("config.json", SMALL).bytes();
            registry.holds(
                    "v1",
                    new OciArtifact()
                            .layer("application/vnd.oci.image.layer.v1.tar", tar, Map.of()));
            Attempt attempt = place(Attempt.oci(folder, registry.image(":v1")));
            Files.writeString(folder.resolve("config.json"), "my own");

            HydrationFailed failure = attempt.run().failed().failure();
            assertThat(failure.code()).isEqualTo(Code.FILE_IN_THE_WAY);
            assertThat(folder.resolve("a")).doesNotExist();

            Files.write(folder.resolve("config.json"), SMALL);
            assertThat(attempt.run().completed().effort().fetchedBytes()).isZero();
            assertThat(Files.readAllBytes(folder.resolve("a/large.bin"))).isEqualTo(LARGE);
            assertThat(Volumes.staged(folder)).isEmpty();
            assertThat(attempt.run().completed().alreadyPresent()).isTrue();
        }
    }

    @Test
    void patternsChooseAmongTheFilesOfAnySource() {
        Attempt.Outcome outcome =
                Attempt.hub(folder, hub.endpoint(), "org/model", "main")
                        .doing(new Task.Place(List.of("*.json"), List.of()))
                        .run();

        assertThat(outcome.completed().files()).isEqualTo(1);
        assertThat(folder.resolve("config.json")).exists();
        assertThat(folder.resolve("weights")).doesNotExist();
    }
}
