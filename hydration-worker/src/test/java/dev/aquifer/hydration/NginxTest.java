package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server, where one is installed. */
class NginxTest {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final byte[] FILE = Bytes.random(24 * 1024 * 1024 + 17, 40);

    @TempDir private Path scratch;
    private @Nullable Process nginx;
    private int port;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(NGINX), "SKIPPED: nginx is not installed (Debian: nginx-light)");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path www = Files.createDirectory(scratch.resolve("www"));
        Files.write(www.resolve("model.bin"), FILE);
        boolean root = "root".equals(System.getProperty("user.name"));
        String configuration =
                """
                daemon off;
                worker_processes 1;
                %3$s
                pid %1$s/pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  server {
                    listen 127.0.0.1:%2$d;
                    root %1$s/www;
                    location /single/ { max_ranges 0; alias %1$s/www/; }
                  }
                }
                """
                        .formatted(scratch, port, root ? "user root;" : "");
        Path file = Files.writeString(scratch.resolve("nginx.conf"), configuration);
        nginx =
                new ProcessBuilder(
                                NGINX.toString(), "-c", file.toString(), "-p", scratch.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(scratch.resolve("log").toFile())
                        .start();
        Awaitility.await().ignoreExceptions().until(this::answers);
    }

    private boolean answers() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.destroy();
        }
    }

    private Attempt attempt(String path) throws IOException {
        Path volume = Files.createDirectory(scratch.resolve("volume"));
        return Attempt.http(volume, "http://127.0.0.1:" + port + path)
                .policy("partSizeBytes", 4 * 1024 * 1024);
    }

    @Test
    void isReadInRanges() throws IOException {
        Attempt.Outcome outcome = attempt("/model.bin").run();

        assertThat(Files.mismatch(outcome.file("artifact"), scratch.resolve("www/model.bin")))
                .isEqualTo(-1);
        assertThat(outcome.completed().pinned()).startsWith("etag:");
    }

    @Test
    void isReadInOneStreamWhereItKnowsNoRanges() throws IOException {
        Attempt.Outcome outcome = attempt("/single/model.bin").run();

        assertThat(Files.mismatch(outcome.file("artifact"), scratch.resolve("www/model.bin")))
                .isEqualTo(-1);
    }
}
