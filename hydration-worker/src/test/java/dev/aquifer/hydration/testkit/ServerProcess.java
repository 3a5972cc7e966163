package dev.aquifer.hydration.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A program that serves HTTP on a port of the loopback network, until it is closed. */
final class ServerProcess implements AutoCloseable {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Starts it, and waits until it answers there. */
    static ServerProcess start(ProcessBuilder command, Path log, int port, String probe)
            throws IOException {
        Process started = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        ServerProcess server = new ServerProcess(started, port);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> server.answers(probe));
        return server;
    }

    private boolean answers(String probe) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended: " + process.exitValue());
        }
        try {
            return call("GET", place(probe), Map.of(), new byte[0]).statusCode() < 500;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    String authority() {
        return "127.0.0.1:" + port;
    }

    URI place(String path) {
        return URI.create("http://" + authority() + path);
    }

    HttpResponse<String> call(String method, URI uri, Map<String, String> header, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofByteArray(body));
        header.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static HttpResponse<String> require(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(response + ": " + response.body());
        }
        return response;
    }

    @Override
    public void close() {
        process.destroy();
        client.close();
    }
}
