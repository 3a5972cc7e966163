package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How many parts of a file are asked for at once, which depends on how its bytes come. */
class NearAndFarTest extends OriginBench {

    private static final int STREAMS = 4;
    private static final byte[] FILE = Bytes.random(8 * Attempt.PART, 5);

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(1);

    /** All of it is there before anything could be tried. */
    @Test
    void anOriginThatAnswersAtOnceIsAskedForOnePartAtATime() throws IOException {
        byte[] small = Bytes.random(4 * Attempt.PART, 7);
        origin.on("/file", counted(small)).slowedBy(piece -> pause(2));

        Attempt.Outcome outcome = attempt().policy("nearMillis", 10_000).run();

        // Two may seem to be under way where one just ended.
        assertThat(most).hasValueLessThanOrEqualTo(2);
        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(small);
    }

    /** The first answer tells that it is far; the others wait for each other, or for too long. */
    @Test
    void anOriginThatTakesLongerIsAskedForAsManyAsAreAllowed() throws IOException {
        AtomicInteger answers = new AtomicInteger();
        origin.on(
                "/file",
                counted(
                        answer -> {
                            if (answers.getAndIncrement() > 0) {
                                await(all);
                            }
                        }));

        Attempt.Outcome outcome = attempt().policy("nearMillis", 0).run();

        assertThat(most).hasValue(STREAMS);
        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
    }

    /** Each stream of it is slow by itself, so that more bring more. */
    @Test
    void anOriginThatAnswersAtOnceAndIsSlowIsAskedForMoreAtOnce() throws IOException {
        byte[] large = Bytes.random(60 * Attempt.PART, 6);
        origin.on("/file", counted(large)).slowedBy(piece -> pause(30));

        Attempt.Outcome outcome = attempt().policy("nearMillis", 10_000).run();

        // Two may seem to be under way where one just ended.
        assertThat(most).hasValueGreaterThan(2);
        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(large);
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    /** Counts answers that are under way at once. */
    private TestOrigin.Handler counted(byte[] file) {
        return (request, answer) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            answer.file(file, "\"v1\"");
            now.decrementAndGet();
        };
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private interface Before {
        void body(TestOrigin.Answer answer) throws IOException;
    }

    /** Counts requests for parts that are under way at once. */
    private TestOrigin.Handler counted(Before before) {
        return (request, answer) -> {
            if (request.range() == null) {
                answer.file(FILE, "\"v1\"");
                return;
            }
            if (most.accumulateAndGet(now.incrementAndGet(), Math::max) == STREAMS) {
                all.countDown();
            }
            before.body(answer);
            now.decrementAndGet();
            answer.file(FILE, "\"v1\"");
        };
    }
}
