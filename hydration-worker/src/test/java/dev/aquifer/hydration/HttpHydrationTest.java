package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpHydrationTest {

    private static final byte[] FILE = Bytes.random(10 * Attempt.PART + 4321, 1);
    private static final String ETAG = "\"v1\"";

    private final TestOrigin origin = new TestOrigin();
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        origin.close();
    }

    private Attempt attempt() {
        return Attempt.http(volume, origin.url("/file"));
    }

    @Test
    void publishesTheFileUnderTheDigestOfTheArtifact() throws IOException {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));

        Attempt.Outcome outcome = attempt().run();

        ArtifactDigest digest =
                ArtifactDigest.of(
                        List.of(new VerifiedFile("artifact", FILE.length, Bytes.sha256(FILE))));
        assertThat(outcome.completed().digest()).isEqualTo(digest.toString());
        assertThat(outcome.completed().pinned()).isEqualTo("etag:" + ETAG);
        assertThat(outcome.completed().effort().fetchedBytes()).isEqualTo(FILE.length);
        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(Volumes.staged(volume)).isEmpty();
        assertThat(Volumes.markers(volume)).containsExactly(digest.folder() + ".json");
    }

    @Test
    void fetchesNothingWhenItIsThereAlready() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));
        String digest = attempt().run().completed().digest();
        long before = origin.bodyBytes.get();

        Attempt.Outcome again = attempt().run();

        assertThat(again.completed().alreadyPresent()).isTrue();
        assertThat(again.completed().digest()).isEqualTo(digest);
        assertThat(origin.bodyBytes.get()).isEqualTo(before);
    }

    @Test
    void asksNobodyWhenThePinnedRevisionIsThere() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));
        String pinned = attempt().run().completed().pinned();
        int before = origin.requests.size();

        Attempt.Outcome again = attempt().with("pinned", pinned).run();

        assertThat(again.completed().alreadyPresent()).isTrue();
        assertThat(origin.requests).hasSize(before);
    }

    @Test
    void remembersHowManyFilesTheSourceToldNothingOf() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));
        Result.Completed first = attempt().run().completed();
        Attempt later = attempt().with("pinned", first.pinned());

        assertThat(first.brief()).containsEntry("unverifiedFiles", 1);
        assertThat(later.run().completed().unverifiedFiles()).isEqualTo(1);
    }

    @Test
    void saysThatNothingIsUnverifiedWhereTheUserToldTheDigest() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));
        Attempt known = Attempt.http(volume, origin.url("/file"), Bytes.sha256(FILE));

        assertThat(known.run().completed().brief()).containsEntry("unverifiedFiles", 0);
        assertThat(known.run().completed().brief()).containsEntry("unverifiedFiles", 0);
    }

    @Test
    void saysNothingOfItWhereAnEarlierReleaseLeftTheMarker() throws IOException {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));
        String pinned = attempt().run().completed().pinned();
        Path marker =
                volume.resolve(".aquifer/complete").resolve(Volumes.markers(volume).getFirst());
        String earlier =
                Files.readString(marker).replaceFirst(",\"unverifiedFiles\":\\{[^}]*\\}", "");
        Files.writeString(marker, earlier);

        Attempt.Outcome outcome = attempt().with("pinned", pinned).run();

        assertThat(earlier).doesNotContain("unverifiedFiles");
        assertThat(outcome.completed().alreadyPresent()).isTrue();
        assertThat(outcome.completed().brief()).doesNotContainKey("unverifiedFiles");
    }

    @Test
    void refusesToFetchAnotherRevisionThanThePinnedOne() {
        origin.on("/file", (request, answer) -> answer.file(FILE, "\"v2\""));

        Attempt.Outcome outcome = attempt().with("pinned", "etag:\"v1\"").run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.PINNED_REVISION_GONE);
    }

    @Test
    void usesOneStreamWhereRangesAreIgnored() throws IOException {
        origin.on("/file", (request, answer) -> answer.send(200, Map.of("ETag", ETAG), FILE));

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void usesOneStreamWhereNothingTellsRevisionsApart() throws IOException {
        origin.on("/file", (request, answer) -> answer.send(200, Map.of(), FILE));

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(outcome.completed().pinned()).isEqualTo("sha256:" + Bytes.sha256(FILE));
        assertThat(origin.gets("/file")).isEqualTo(1);
    }

    @Test
    void fetchesWhatComesInChunksOfUnknownLength() throws IOException {
        origin.on(
                "/file",
                (request, answer) -> {
                    answer.head(200, Map.of("Transfer-Encoding", "chunked"), -1);
                    if (!request.method().equals("HEAD")) {
                        for (int at = 0; at < FILE.length; at += 50_000) {
                            int size = Math.min(50_000, FILE.length - at);
                            answer.raw(Integer.toHexString(size) + ";ext=1\r\n");
                            answer.body(FILE, at, size);
                            answer.raw("\r\n");
                        }
                        answer.raw("0\r\nTrailer: x\r\n\r\n");
                    }
                });

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void refusesWhatEndsWithItsConnectionUnlessTheDigestIsKnown() throws IOException {
        origin.on(
                "/file",
                (request, answer) -> {
                    answer.head(200, Map.of("Connection", "close"), -1);
                    answer.body(FILE, 0, FILE.length);
                    answer.hangUp();
                });

        assertThat(attempt().run().failed().failure().code()).isEqualTo(Code.PROTOCOL_VIOLATION);
        Attempt.Outcome known = Attempt.http(volume, origin.url("/file"), Bytes.sha256(FILE)).run();
        assertThat(Files.readAllBytes(known.file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void looksWithARangeWhereHeadIsForbidden() throws IOException {
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.method().equals("HEAD")) {
                        answer.send(403, Map.of(), new byte[0]);
                    } else {
                        answer.file(FILE, ETAG);
                    }
                });

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void goesOnWhereConnectionsBreakOff() throws IOException {
        AtomicInteger count = new AtomicInteger();
        origin.on(
                "/file",
                (request, answer) -> {
                    long[] range = request.range();
                    if (range == null || count.incrementAndGet() % 2 == 0) {
                        answer.file(FILE, ETAG);
                        return;
                    }
                    int length = (int) (range[1] - range[0] + 1);
                    String of = "bytes " + range[0] + "-" + range[1] + "/" + FILE.length;
                    answer.head(206, Map.of("ETag", ETAG, "Content-Range", of), length);
                    answer.body(FILE, (int) range[0], length / 2);
                    answer.hangUp();
                });

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(outcome.completed().effort().fetchedBytes()).isEqualTo(FILE.length);
        assertThat(outcome.completed().effort().retries()).isPositive();
    }

    @Test
    void tellsHowFarItIsFromFirstToLast() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));

        List<Report.Progress> progress = attempt().run().all(Report.Progress.class);

        assertThat(progress.getFirst().bytesDone()).isZero();
        assertThat(progress.getLast().bytesDone()).isEqualTo(FILE.length);
        assertThat(progress.getLast().filesDone()).isEqualTo(1);
        assertThat(progress.getLast().bytesTotal()).isEqualTo(FILE.length);
    }
}
