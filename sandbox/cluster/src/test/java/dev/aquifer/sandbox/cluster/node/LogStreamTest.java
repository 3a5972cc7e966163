package dev.aquifer.sandbox.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStreamTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Attempt attempt;

    @BeforeEach
    void twoLinesOfNowAndTwoOfLater() throws IOException {
        attempt = new Attempt(folder, 0).prepare();
        append("one\ntwo\n");
        new LogTimes(attempt, Clock.systemUTC()).note();
        append("three\nfour\n");
        new LogTimes(attempt, Clock.fixed(LATER, ZoneOffset.UTC)).note();
    }

    @Test
    void allOfIt() throws IOException {
        assertThat(read("")).isEqualTo("one\ntwo\nthree\nfour\n");
    }

    @Test
    void theLastLines() throws IOException {
        assertThat(read("tailLines=1")).isEqualTo("four\n");
        assertThat(read("tailLines=3")).isEqualTo("two\nthree\nfour\n");
        assertThat(read("tailLines=9")).isEqualTo("one\ntwo\nthree\nfour\n");
        assertThat(read("tailLines=0")).isEmpty();
        append("unfinished");
        assertThat(read("tailLines=2")).isEqualTo("four\nunfinished");
    }

    @Test
    void whatCameSince() throws IOException {
        assertThat(read("sinceTime=2099-01-01T00%3A00%3A00Z")).isEqualTo("three\nfour\n");
        assertThat(read("sinceTime=2101-01-01T00%3A00%3A00Z")).isEmpty();
    }

    @Test
    void eachLineWithItsTime() throws IOException {
        assertThat(read("timestamps=true&tailLines=3").lines())
                .satisfiesExactly(
                        line -> assertThat(line).doesNotStartWith("2100").endsWith("Z two"),
                        line -> assertThat(line).isEqualTo(LATER + " three"),
                        line -> assertThat(line).isEqualTo(LATER + " four"));
    }

    @Test
    void noMoreThanSoManyBytes() throws IOException {
        assertThat(read("limitBytes=5")).isEqualTo("one\nt");
    }

    @Test
    void followingEndsWithTheRun() throws IOException {
        Files.writeString(folder.resolve("0").resolve("exit"), "0\n");
        assertThat(read("follow=true")).isEqualTo("one\ntwo\nthree\nfour\n");
    }

    @Test
    void anOverlongLogLosesItsBeginning() throws IOException {
        append("x".repeat(1023).concat("\n").repeat(17 * 1024));
        var times = new LogTimes(attempt, Clock.systemUTC());
        times.note();
        assertThat(times.begin()).isPositive();
        assertThat(read("tailLines=1")).hasSize(1024);
        assertThat(read("").length()).isBetween(7 << 20, 9 << 20);
    }

    private void append(String text) throws IOException {
        Files.writeString(
                attempt.output(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String read(String query) throws IOException {
        var out = new ByteArrayOutputStream();
        var asked = LogQuery.parse(query, Clock.systemUTC());
        new LogStream(attempt, new LogTimes(attempt, Clock.systemUTC()), asked, () -> true)
                .send(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
