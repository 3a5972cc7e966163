package dev.aquifer.hydration;

import dev.aquifer.hydration.s3.Revision;
import dev.aquifer.hydration.s3.S3Object;
import dev.aquifer.hydration.testkit.OciArtifact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Files behind a source of any kind, which tells how much of them it sent. */
final class ServedModel implements AutoCloseable {

    /** The kinds of sources that are fetched from an origin. */
    enum Kind {
        HUB,
        HTTP,
        S3,
        OCI
    }

    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");

    private final Map<String, byte[]> files;
    private final List<TestOrigin> origins;
    private final Function<Path, Attempt> attempts;

    private ServedModel(
            Map<String, byte[]> files, List<TestOrigin> origins, Function<Path, Attempt> attempts) {
        this.files = files;
        this.origins = origins;
        this.attempts = attempts;
    }

    /** Serves these files; a plain web server has the first of them alone. */
    static ServedModel by(Kind kind, Map<String, byte[]> files) {
        return switch (kind) {
            case HUB -> hub(files);
            case HTTP -> http(files.entrySet().iterator().next());
            case S3 -> s3(files);
            case OCI -> oci(files);
        };
    }

    private static ServedModel hub(Map<String, byte[]> files) {
        TestHub hub = new TestHub();
        files.forEach((path, bytes) -> add(hub, path, bytes));
        return new ServedModel(
                files,
                List.of(hub.hub, hub.storage),
                volume ->
                        Attempt.hub(volume, hub.endpoint(), "org/model", "main")
                                .with("pinned", TestHub.COMMIT));
    }

    private static void add(TestHub hub, String path, byte[] bytes) {
        if (path.endsWith(".json")) {
            hub.file(path, bytes);
        } else {
            hub.large(path, bytes);
        }
    }

    private static ServedModel http(Map.Entry<String, byte[]> file) {
        TestOrigin origin = new TestOrigin();
        origin.on("/file", (request, answer) -> answer.file(file.getValue(), "\"v\""));
        return new ServedModel(
                Map.of(file.getKey(), file.getValue()),
                List.of(origin),
                volume ->
                        Attempt.http(volume, origin.url("/file"))
                                .source("filename", file.getKey())
                                .with("pinned", "etag:\"v\""));
    }

    private static ServedModel s3(Map<String, byte[]> files) {
        TestOrigin store = new TestOrigin();
        List<S3Object> objects = new ArrayList<>();
        StringBuilder listing = new StringBuilder("<ListBucketResult>");
        files.forEach(
                (path, bytes) -> {
                    S3Object object = object("llama/" + path, bytes);
                    objects.add(object);
                    listing.append(entry(object));
                    store.on(
                            "/models/" + object.key(),
                            (request, answer) -> answer.file(bytes, object.etag()));
                });
        byte[] xml =
                listing.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
        store.on("/models", (request, answer) -> answer.send(200, Map.of(), xml));
        return new ServedModel(
                files,
                List.of(store),
                volume ->
                        Attempt.s3(volume, store.url(""), "s3://models/llama")
                                .with("pinned", Revision.of(objects).toString()));
    }

    private static S3Object object(String key, byte[] bytes) {
        String etag = "\"" + Bytes.md5(bytes) + "\"";
        return new S3Object(key, bytes.length, etag, MODIFIED, Optional.empty(), false);
    }

    private static String entry(S3Object object) {
        return ("<Contents><Key>%s</Key><Size>%d</Size><ETag>%s</ETag>"
                        + "<LastModified>%s</LastModified></Contents>")
                .formatted(object.key(), object.size(), object.etag(), object.modified());
    }

    private static ServedModel oci(Map<String, byte[]> files) {
        OciArtifact artifact = new OciArtifact();
        files.forEach((path, bytes) -> artifact.model("weight.v1.raw", path, bytes));
        FakeRegistry registry = new FakeRegistry().holds("v1", artifact);
        return new ServedModel(
                files,
                List.of(registry.registry, registry.storage, registry.tokens),
                volume ->
                        Attempt.oci(volume, registry.image(":v1"))
                                .with("pinned", artifact.digest()));
    }

    /** What an attempt brings. */
    Map<String, byte[]> files() {
        return files;
    }

    /** Bytes of all of its files. */
    long bytes() {
        return files.values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    Attempt attempt(Path volume) {
        return attempts.apply(volume);
    }

    /** Asks before each piece of any body. */
    void slowedBy(IntConsumer beforePiece) {
        origins.forEach(origin -> origin.slowedBy(beforePiece));
    }

    /** Bytes of files that were sent until now. */
    long sent() {
        return origins.stream().mapToLong(origin -> origin.fileBytes.get()).sum();
    }

    /** Requests that were made until now. */
    int requests() {
        return origins.stream().mapToInt(origin -> origin.requests.size()).sum();
    }

    @Override
    public void close() {
        origins.forEach(TestOrigin::close);
    }
}
