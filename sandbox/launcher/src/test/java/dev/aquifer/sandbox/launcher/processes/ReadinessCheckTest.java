package dev.aquifer.sandbox.launcher.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessCheckTest {
    private final ReadinessCheck check = new ReadinessCheck(Clock.systemUTC());
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private boolean passes(Readiness readiness) {
        return check.passes(readiness, Instant.now());
    }

    /** As the kernel does it for a process that stands still. */
    @Test
    void thatConnectionsAreAcceptedIsNoAnswer() {
        assertThat(passes(Readiness.Reply.postgres(server.getLocalPort()))).isFalse();
        assertThat(passes(new Readiness.Tls(server.getLocalPort()))).isFalse();
    }

    @Test
    void anyAnswerWillDo() {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (var connection = server.accept()) {
                                connection.getInputStream().readNBytes(8);
                                connection.getOutputStream().write('N');
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });

        assertThat(passes(Readiness.Reply.postgres(server.getLocalPort()))).isTrue();
    }

    @Test
    void toHangUpIsNoAnswer() {
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!server.isClosed()) {
                                try (var connection = server.accept()) {
                                    connection.getInputStream().readNBytes(8);
                                } catch (IOException closed) {
                                    return;
                                }
                            }
                        });

        assertThat(passes(Readiness.Reply.postgres(server.getLocalPort()))).isFalse();
        assertThat(passes(new Readiness.Tls(server.getLocalPort()))).isFalse();
    }

    @Test
    void nobodyThereIsNoAnswer() throws IOException {
        int port = server.getLocalPort();
        server.close();

        assertThat(passes(Readiness.Reply.kafka(port))).isFalse();
        assertThat(passes(new Readiness.Tls(port))).isFalse();
    }
}
