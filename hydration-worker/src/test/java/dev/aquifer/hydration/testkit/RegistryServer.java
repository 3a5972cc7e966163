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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A registry that is not ours: the CNCF's, as Debian packs it, where it is installed. */
public final class RegistryServer implements AutoCloseable {

    public static final String USER = "user";
    public static final String PASSWORD = "canary-password";

    /** The hash of the password, as the registry wants it. */
    private static final String HTPASSWD =
            USER + ":$2b$05$abcdefghijklmnopqrstuuTvmw3qcMpAvEgQGhbFMhqjD3R/evDDW\n";

    public static final String REPOSITORY = "models/llama";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final int port;
    private final Optional<String> authorization;

    private RegistryServer(Process process, int port, Optional<String> authorization) {
        this.process = process;
        this.port = port;
        this.authorization = authorization;
    }

    /**
     * Starts it.
     *
     * @param guard the part of its configuration that says who may come in; empty for everybody
     * @param authorization with which the test itself comes in
     */
    public static RegistryServer start(Path folder, String guard, Optional<String> authorization)
            throws IOException {
        Optional<Path> program = program();
        Assumptions.assumeTrue(
                program.isPresent(),
                "SKIPPED: no docker-registry is installed (Debian: docker-registry), or set"
                        + " AQUIFER_REGISTRY");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String configuration =
                """
                version: 0.1
                log:
                  level: error
                storage:
                  filesystem:
                    rootdirectory: "%s"
                http:
                  addr: "127.0.0.1:%d"
                  secret: whatever
                %s
                """
                        .formatted(folder.resolve("registry"), port, guard);
        Path file = Files.writeString(folder.resolve("registry.yml"), configuration);
        ProcessBuilder command =
                new ProcessBuilder(program.get().toString(), "serve", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("registry.log").toFile());
        RegistryServer server = new RegistryServer(command.start(), port, authorization);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(server::answers);
        return server;
    }

    /** The same for who logs in with {@link #USER} and {@link #PASSWORD} alone. */
    public static RegistryServer guarded(Path folder) throws IOException {
        Path passwords = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        String guard = "auth:\n  htpasswd:\n    realm: r\n    path: \"" + passwords + "\"";
        byte[] login = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        return start(
                folder, guard, Optional.of("Basic " + Base64.getEncoder().encodeToString(login)));
    }

    private static Optional<Path> program() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("AQUIFER_REGISTRY")).stream(),
                        Stream.of("/usr/bin/docker-registry", "/usr/local/bin/registry"))
                .flatMap(paths -> paths)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the registry ended");
        }
        try {
            return call("GET", URI.create("http://" + host() + "/v2/"), "", new byte[0])
                            .statusCode()
                    < 500;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    public String image(String reference) {
        return host() + "/" + REPOSITORY + reference;
    }

    public RegistryServer push(String tag, OciArtifact artifact) {
        artifact.blobs().forEach(this::blob);
        return manifest(tag, OciArtifact.MANIFEST, artifact.manifest());
    }

    public RegistryServer manifest(String reference, String mediaType, byte[] manifest) {
        require(call("PUT", place("manifests/" + reference), mediaType, manifest));
        return this;
    }

    private void blob(byte[] bytes) {
        HttpResponse<String> upload =
                require(call("POST", place("blobs/uploads/"), "", new byte[0]));
        String location = upload.headers().firstValue("Location").orElseThrow();
        String put =
                location
                        + (location.contains("?") ? "&" : "?")
                        + "digest="
                        + OciArtifact.digest(bytes);
        require(call("PUT", URI.create(put), "application/octet-stream", bytes));
    }

    private URI place(String rest) {
        return URI.create("http://" + host() + "/v2/" + REPOSITORY + "/" + rest);
    }

    private static HttpResponse<String> require(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(response + ": " + response.body());
        }
        return response;
    }

    private HttpResponse<String> call(String method, URI uri, String mediaType, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofByteArray(body));
        if (!mediaType.isEmpty()) {
            request.header("Content-Type", mediaType);
        }
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        client.close();
    }
}
