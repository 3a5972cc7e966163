package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Just enough not to be idle, for ever: everything that is read comes to an end. */
class DripTest extends OriginBench {

    @Test
    void givesUpAListingThatDrips() {
        CountDownLatch ended = new CountDownLatch(1);
        try (TestHub hub = new TestHub()) {
            hub.hub.on(
                    "/api/models/org/model/tree/" + TestHub.COMMIT,
                    (request, answer) -> {
                        answer.head(200, Map.of(), 1_000_000);
                        for (int at = 0; !await(ended, 20); at++) {
                            answer.body(" ".getBytes(StandardCharsets.UTF_8), 0, 1);
                        }
                    });

            Code code =
                    codeOf(
                            Attempt.hub(volume, hub.endpoint(), "org/model", "main")
                                    .policy("answerTimeoutMillis", 400)
                                    .policy("maxAttempts", 2));
            ended.countDown();

            assertThat(code).isEqualTo(Code.STALLED);
        }
    }

    @Test
    void givesUpARedirectWhoseBodyDrips() {
        CountDownLatch ended = new CountDownLatch(1);
        origin.on(
                "/file",
                (request, answer) -> {
                    answer.head(302, Map.of("Location", "/there"), 10_000);
                    while (!request.method().equals("HEAD") && !await(ended, 20)) {
                        answer.raw(" ");
                    }
                });

        Code code = codeOf(attempt().policy("answerTimeoutMillis", 400).policy("maxAttempts", 2));
        ended.countDown();

        assertThat(code).isEqualTo(Code.STALLED);
    }

    /** Each time a little later, for ever, which adds up to the square of the file. */
    @Test
    void givesUpAnOriginThatNeverComesToTheEndOfAWholeFile() {
        byte[] large = Bytes.random(128 * Attempt.PART, 3);
        AtomicInteger count = new AtomicInteger();
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.method().equals("HEAD")) {
                        answer.send(200, Map.of(), large);
                        return;
                    }
                    int reached = count.incrementAndGet() * (Attempt.PART + 1);
                    answer.head(200, Map.of(), large.length);
                    answer.body(large, 0, Math.min(reached, large.length));
                    answer.hangUp();
                });

        assertThat(codeOf(attempt())).isEqualTo(Code.ORIGIN_UNAVAILABLE);
        assertThat(origin.bodyBytes.get()).isLessThan(20L * large.length);
    }

    /** A byte now and then of a record that is announced as long. */
    @Test
    void givesUpAHandshakeThatDrips() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 20, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greetSlowly(server, ended));

            Attempt.Outcome outcome =
                    Attempt.http(volume, "https://127.0.0.1:" + server.getLocalPort() + "/file")
                            .policy("connectTimeoutMillis", 500)
                            .policy("maxAttempts", 2)
                            .run();
            ended.countDown();

            assertThat(outcome.failed().failure().code()).isEqualTo(Code.TIMEOUT);
        }
    }

    private static void greetSlowly(ServerSocket server, CountDownLatch ended) {
        while (!await(ended, 0)) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(new byte[] {0x16, 3, 3, 0x3f, 0});
                while (!await(ended, 50)) {
                    socket.getOutputStream().write(2);
                }
            } catch (IOException e) {
                // The client went away, as it should.
            }
        }
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
