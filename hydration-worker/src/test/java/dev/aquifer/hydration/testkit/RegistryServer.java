package dev.aquifer.hydration.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A registry that is not ours: the CNCF's, as Debian packs it, where it is installed. */
public final class RegistryServer implements AutoCloseable {

    public static final String USER = "user";
    public static final String PASSWORD = "canary-password";

    /** The hash of the password, as the registry wants it. */
    private static final String HTPASSWD =
            USER + ":$2b$05$abcdefghijklmnopqrstuuTvmw3qcMpAvEgQGhbFMhqjD3R/evDDW\n";

    public static final String REPOSITORY = "models/llama";

    private final ServerProcess server;
    private final Optional<String> authorization;

    private RegistryServer(ServerProcess server, Optional<String> authorization) {
        this.server = server;
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
        int port = ServerProcess.freePort();
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
                new ProcessBuilder(program.get().toString(), "serve", file.toString());
        return new RegistryServer(
                ServerProcess.start(command, folder.resolve("registry.log"), port, "/v2/"),
                authorization);
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

    public String host() {
        return server.authority();
    }

    public String image(String reference) {
        return host() + "/" + REPOSITORY + reference;
    }

    public RegistryServer push(String tag, OciArtifact artifact) {
        artifact.blobs().forEach(this::blob);
        return manifest(tag, OciArtifact.MANIFEST, artifact.manifest());
    }

    public RegistryServer manifest(String reference, String mediaType, byte[] manifest) {
        var _ =
                ServerProcess.require(
                        call("PUT", place("manifests/" + reference), mediaType, manifest));
        return this;
    }

    private void blob(byte[] bytes) {
        HttpResponse<String> upload =
                ServerProcess.require(call("POST", place("blobs/uploads/"), "", new byte[0]));
        String location = upload.headers().firstValue("Location").orElseThrow();
        String put =
                location
                        + (location.contains("?") ? "&" : "?")
                        + "digest="
                        + OciArtifact.digest(bytes);
        var _ =
                ServerProcess.require(
                        call("PUT", URI.create(put), "application/octet-stream", bytes));
    }

    private URI place(String rest) {
        return server.place("/v2/" + REPOSITORY + "/" + rest);
    }

    private HttpResponse<String> call(String method, URI uri, String mediaType, byte[] body) {
        Map<String, String> header = new HashMap<>();
        if (!mediaType.isEmpty()) {
            header.put("Content-Type", mediaType);
        }
        authorization.ifPresent(value -> header.put("Authorization", value));
        return server.call(method, uri, header, body);
    }

    @Override
    public void close() {
        server.close();
    }
}
