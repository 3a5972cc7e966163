package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A weak ETag proves no sameness, but another one is a change. */
class WeakTagTest extends OriginBench {

    private static final byte[] FILE = Bytes.random(6 * Attempt.PART + 77, 3);

    @Test
    void noticesAChangeThatAWeakTagAloneTells() {
        AtomicInteger count = new AtomicInteger();
        byte[] other = Bytes.random(FILE.length, 4);
        origin.on(
                "/file",
                (request, answer) -> {
                    boolean before = count.incrementAndGet() < 4;
                    // As it is with a server whose dates are those of another file.
                    answer.with("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
                    weakly(request, answer, before ? FILE : other, before ? "W/\"a\"" : "W/\"b\"");
                });

        assertThat(codeOf(attempt())).isEqualTo(Code.SOURCE_CHANGED);
    }

    @Test
    void fetchesInPartsWhatAWeakTagAndADateTell() throws IOException {
        origin.on(
                "/file",
                (request, answer) -> {
                    answer.with("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
                    weakly(request, answer, FILE, "W/\"a\"");
                });

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(origin.gets("/file")).isGreaterThan(5);
    }

    /** What another attempt left of one weak tag is not of another one. */
    @Test
    void continuesNothingOfAnotherWeakTag() throws IOException {
        AtomicInteger count = new AtomicInteger();
        byte[] other = Bytes.random(FILE.length, 4);
        origin.on(
                "/file",
                (request, answer) -> {
                    if (count.incrementAndGet() > 3) {
                        answer.hangUp();
                        return;
                    }
                    answer.with("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
                    weakly(request, answer, FILE, "W/\"a\"");
                });
        assertThat(codeOf(attempt().policy("maxStreams", 1))).isEqualTo(Code.ORIGIN_UNAVAILABLE);
        origin.on(
                "/file",
                (request, answer) -> {
                    answer.with("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
                    weakly(request, answer, other, "W/\"b\"");
                });

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(other);
    }

    private static void weakly(
            TestOrigin.Request request, TestOrigin.Answer answer, byte[] file, String tag)
            throws IOException {
        long[] range = request.range();
        if (range == null) {
            answer.send(200, Map.of("ETag", tag), file);
            return;
        }
        int length = (int) (range[1] - range[0] + 1);
        String of = "bytes " + range[0] + "-" + range[1] + "/" + file.length;
        answer.head(206, Map.of("ETag", tag, "Content-Range", of), length);
        answer.body(file, (int) range[0], length);
    }
}
