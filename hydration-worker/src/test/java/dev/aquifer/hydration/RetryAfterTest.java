package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.report.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of what an origin says of the time to wait. */
class RetryAfterTest {

    private static final Duration BASE = Duration.ofMillis(300);

    private final TestOrigin origin = new TestOrigin();
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        origin.close();
    }

    private Attempt attempt() {
        return Attempt.http(volume, origin.url("/file"));
    }

    /** What an origin says of the time to wait, when it says nothing of use. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "Wed, 21 Oct 2015 07:28:00 GMT"})
    void pausesThoughTheOriginSaysThatItNeedNot(String retryAfter) {
        origin.on(
                "/file",
                (request, answer) ->
                        answer.send(429, Map.of("Retry-After", retryAfter), new byte[0]));

        Attempt.Outcome outcome =
                attempt()
                        .policy("backoffBaseMillis", 300)
                        .policy("backoffCapMillis", 400)
                        .policy("patienceMillis", 1000)
                        .run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.RATE_LIMITED);
        assertThat(outcome.all(Report.Throttled.class))
                .hasSizeBetween(1, 5)
                .allSatisfy(t -> assertThat(t.pause()).isGreaterThanOrEqualTo(BASE));
    }

    @Test
    void pausesUntilTheDateThatTheOriginNames() {
        origin.on(
                "/file",
                (request, answer) -> {
                    ZonedDateTime date = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60);
                    String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(date);
                    answer.send(429, Map.of("Retry-After", text), new byte[0]);
                });

        Attempt.Outcome outcome = attempt().run();

        // Longer than there is patience for, so that nobody has to wait for it here.
        Object seconds = outcome.failed().failure().detail().get("retryAfterSeconds");
        assertThat((Long) seconds).isBetween(30L, 60L);
    }
}
