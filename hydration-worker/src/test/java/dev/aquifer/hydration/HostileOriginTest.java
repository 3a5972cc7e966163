package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.report.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an origin does, nothing wrong is published and the worker comes to an end. */
class HostileOriginTest extends OriginBench {

    private static final byte[] FILE = Bytes.random(6 * Attempt.PART + 77, 3);
    private static final String ETAG = "\"v1\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 0-9/10",
                "bytes 1-65536/393293",
                "bytes */393293",
                "bytes 0-65535/*",
                "items 0-65535/393293",
                ""
            })
    void believesNoContentRangeButTheOneAskedFor(String range) {
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.range() == null) {
                        answer.file(FILE, ETAG);
                    } else {
                        answer.send(
                                206,
                                Map.of("ETag", ETAG, "Content-Range", range),
                                new byte[Attempt.PART]);
                    }
                });

        assertThat(codeOf(attempt())).isIn(Code.PROTOCOL_VIOLATION, Code.SOURCE_CHANGED);
    }

    @Test
    void noticesThatTheFileChangedMidway() {
        AtomicInteger count = new AtomicInteger();
        byte[] other = Bytes.random(FILE.length, 4);
        origin.on(
                "/file",
                (request, answer) -> {
                    if (count.incrementAndGet() < 4) {
                        answer.file(FILE, ETAG);
                    } else {
                        answer.file(other, "\"v2\"");
                    }
                });

        assertThat(codeOf(attempt())).isEqualTo(Code.SOURCE_CHANGED);
    }

    @Test
    void fetchesABadFileOnceMoreAndThenGivesUp() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));

        Code code = codeOf(Attempt.http(volume, origin.url("/file"), "0".repeat(64)));

        assertThat(code).isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(origin.bodyBytes.get()).isEqualTo(2L * FILE.length);
    }

    @Test
    void outlastsAStormOfThrottling() throws IOException {
        AtomicInteger count = new AtomicInteger();
        origin.on(
                "/file",
                (request, answer) -> {
                    if (count.incrementAndGet() % 3 != 0) {
                        answer.send(429, Map.of("Retry-After", "0"), new byte[0]);
                    } else {
                        answer.file(FILE, ETAG);
                    }
                });

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(outcome.all(Report.Throttled.class)).isNotEmpty();
        assertThat(outcome.all(Report.Throttled.class).getLast().streams()).isLessThan(4);
    }

    @Test
    void passesOnAnOriginThatWantsMorePatienceThanThereIs() {
        origin.on(
                "/file",
                (request, answer) -> answer.send(429, Map.of("Retry-After", "3600"), new byte[0]));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.RATE_LIMITED);
        assertThat(outcome.failed().failure().detail()).containsEntry("retryAfterSeconds", 3600L);
    }

    @Test
    void givesUpAnOriginThatOnlyFails() {
        origin.on("/file", (request, answer) -> answer.send(500, Map.of(), new byte[0]));

        assertThat(codeOf(attempt())).isEqualTo(Code.ORIGIN_UNAVAILABLE);
        assertThat(origin.requests).hasSize(6);
    }

    @Test
    void givesUpAnOriginThatFallsSilent() {
        CountDownLatch ended = new CountDownLatch(1);
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.method().equals("HEAD")) {
                        answer.file(FILE, ETAG);
                    } else {
                        long[] range = request.wanted();
                        String of = "bytes " + range[0] + "-" + range[1] + "/" + FILE.length;
                        answer.head(
                                206,
                                Map.of("ETag", ETAG, "Content-Range", of),
                                range[1] - range[0] + 1);
                        await(ended);
                    }
                });

        Code code = codeOf(attempt().policy("idleTimeoutMillis", 300).policy("maxAttempts", 2));
        ended.countDown();

        assertThat(code).isEqualTo(Code.STALLED);
    }

    @Test
    void givesUpAnOriginThatDrips() {
        CountDownLatch ended = new CountDownLatch(1);
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.method().equals("HEAD")) {
                        answer.file(FILE, ETAG);
                        return;
                    }
                    long[] range = request.wanted();
                    String of = "bytes " + range[0] + "-" + range[1] + "/" + FILE.length;
                    answer.head(
                            206,
                            Map.of("ETag", ETAG, "Content-Range", of),
                            range[1] - range[0] + 1);
                    for (int at = 0; !await(ended, 50); at++) {
                        answer.body(FILE, (int) range[0] + at, 1);
                    }
                });

        Code code = codeOf(attempt().policy("idleTimeoutMillis", 400).policy("maxAttempts", 2));
        ended.countDown();

        assertThat(code).isEqualTo(Code.STALLED);
    }

    @Test
    void givesUpAHeadThatNeverEnds() {
        origin.on(
                "/file",
                (request, answer) -> {
                    answer.raw("HTTP/1.1 200 OK\r\n");
                    for (int i = 0; i < 100_000; i++) {
                        answer.raw("X-" + i + ": " + "x".repeat(100) + "\r\n");
                    }
                });

        assertThat(codeOf(attempt().policy("maxAttempts", 2))).isEqualTo(Code.PROTOCOL_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"
            })
    void believesNoMalformedAnswer(String answerText) {
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.method().equals("HEAD")) {
                        answer.send(405, Map.of(), new byte[0]);
                    } else {
                        answer.raw(answerText);
                        answer.hangUp();
                    }
                });

        assertThat(codeOf(attempt().policy("maxAttempts", 2))).isEqualTo(Code.PROTOCOL_VIOLATION);
    }

    @Test
    void refusesAnAbsurdSizeBeforeAByteMoves() {
        origin.on(
                "/file",
                (request, answer) ->
                        answer.head(200, Map.of("ETag", ETAG), 900_000_000_000_000_000L));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.INSUFFICIENT_SPACE);
        assertThat(outcome.failed().failure().detail())
                .containsEntry("needed", 900_000_000_000_000_000L)
                .containsKey("available");
        assertThat(origin.gets("/file")).isZero();
        assertThat(Volumes.staged(volume)).isEmpty();
    }

    @Test
    void goesOnWhereATruncatedAnswerEnded() throws IOException {
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

        Attempt.Outcome outcome = attempt().policy("maxStreams", 1).run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(origin.bodyBytes).hasValue(FILE.length);
    }

    @Test
    void givesUpAnOriginThatAlwaysTruncates() {
        origin.on(
                "/file",
                (request, answer) -> {
                    answer.head(200, Map.of("ETag", ETAG), FILE.length);
                    answer.body(FILE, 0, 100);
                    answer.hangUp();
                });

        assertThat(codeOf(attempt())).isIn(Code.ORIGIN_UNAVAILABLE, Code.PROTOCOL_VIOLATION);
        assertThat(origin.requests).hasSizeLessThan(20);
    }

    @Test
    void halvesItsStreamsWhileThrottledAndHonoursTheDelay() throws IOException {
        AtomicInteger count = new AtomicInteger();
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.range() != null && count.incrementAndGet() <= 12) {
                        answer.send(503, Map.of("Retry-After", "1"), new byte[0]);
                    } else {
                        answer.file(FILE, ETAG);
                    }
                });
        long began = System.nanoTime();

        // On a busy machine they come one after the other, each with its pause.
        Attempt patient = attempt().policy("maxStreams", 8).policy("patienceMillis", 60_000);
        Attempt.Outcome outcome = patient.run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        List<Report.Throttled> throttled = outcome.all(Report.Throttled.class);
        assertThat(throttled.getLast().streams()).isLessThanOrEqualTo(2);
        assertThat(throttled).extracting(t -> t.pause().toSeconds()).containsOnly(1L);
        assertThat(outcome.completed().effort().throttled()).isEqualTo(12);
        assertThat(throttled.getLast().throttled()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../escape",
                "/etc/passwd",
                "a/../../b",
                "a//b",
                "./a",
                "a\\..\\b",
                ".aquifer/complete/x.json",
                "a\u0000b",
                "lost+found/x"
            })
    void refusesNamesThatLeaveTheFolder(String name) {
        try (TestHub hub = new TestHub().file("good", FILE).file(name, FILE)) {
            Attempt.Outcome outcome =
                    Attempt.hub(volume, hub.endpoint(), "org/model", "main").run();

            assertThat(outcome.failed().failure().code()).isEqualTo(Code.PATH_INVALID);
            assertThat(Volumes.published(volume)).isEmpty();
            assertThat(volume.resolveSibling("escape")).doesNotExist();
        }
    }

    @Test
    void aNameThatIsReboundMidwayLeadsNowhereElse() throws IOException {
        origin.on(
                "/file",
                (request, answer) ->
                        answer.redirect(302, "http://models.example:" + origin.port() + "/there"));
        origin.on("/there", (request, answer) -> answer.file(FILE, ETAG));
        AtomicInteger asked = new AtomicInteger();
        Environment rebinding =
                Environment.real()
                        .resolving(
                                host ->
                                        List.of(
                                                InetAddress.ofLiteral(
                                                        asked.incrementAndGet() == 1
                                                                ? "8.8.8.8"
                                                                : "127.0.0.1")));

        Attempt.Outcome outcome =
                attempt()
                        .policy("allowPrivateOrigins", List.of("127.0.0.1:" + origin.port()))
                        .policy("connectTimeoutMillis", 200)
                        .policy("maxAttempts", 3)
                        .in(rebinding)
                        .run();

        assertThat(outcome.failed().failure().code())
                .isIn(Code.ORIGIN_FORBIDDEN, Code.TIMEOUT, Code.ORIGIN_UNAVAILABLE);
        assertThat(origin.gets("/there")).isZero();
    }

    @Test
    void refusesMoreBytesThanAnnounced() {
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.range() == null) {
                        answer.file(FILE, ETAG);
                        return;
                    }
                    long[] range = request.wanted();
                    String of = "bytes " + range[0] + "-" + range[1] + "/" + FILE.length;
                    answer.head(
                            206,
                            Map.of(
                                    "ETag", ETAG,
                                    "Content-Range", of,
                                    "Transfer-Encoding", "chunked"),
                            -1);
                    answer.raw("fffffff\r\n");
                    answer.body(new byte[Attempt.PART * 2], 0, Attempt.PART * 2);
                    answer.hangUp();
                });

        assertThat(codeOf(attempt().policy("maxAttempts", 2))).isEqualTo(Code.PROTOCOL_VIOLATION);
    }

    @Test
    void refusesAListingWithoutEnd() {
        try (TestHub hub = new TestHub()) {
            AtomicInteger page = new AtomicInteger();
            hub.hub.on(
                    "/api/models/org/model/tree/" + TestHub.COMMIT,
                    (request, answer) ->
                            TestHub.json(
                                    answer,
                                    Map.of(
                                            "Link",
                                            "<?cursor=" + page.incrementAndGet() + ">; rel=next"),
                                    List.of(
                                            TestHub.entry("f" + page.get(), FILE),
                                            TestHub.entry("g" + page.get(), FILE))));

            Attempt.Outcome outcome =
                    Attempt.hub(volume, hub.endpoint(), "org/model", "main")
                            .policy("maxFiles", 100)
                            .run();

            assertThat(outcome.failed().failure().code()).isEqualTo(Code.PATH_INVALID);
            assertThat(outcome.failed().failure().message())
                    .isEqualTo(
                            "the repository has more than the 100 files that policy.maxFiles allows");
        }
    }

    @Test
    void resolvesANameOnceAndChecksItsAddresses() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));
        AtomicInteger asked = new AtomicInteger();
        Environment rebinding =
                Environment.real()
                        .resolving(
                                host ->
                                        List.of(
                                                InetAddress.ofLiteral(
                                                        asked.incrementAndGet() == 1
                                                                ? "127.0.0.1"
                                                                : "169.254.169.254")));

        Attempt.Outcome outcome =
                Attempt.http(volume, "http://models.example:" + origin.port() + "/file")
                        .policy("allowPrivateOrigins", List.of("127.0.0.0/8"))
                        .in(rebinding)
                        .run();

        assertThat(outcome.completed().bytes()).isEqualTo(FILE.length);
        assertThat(asked).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        await(latch, 20_000);
    }

    private static boolean await(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
