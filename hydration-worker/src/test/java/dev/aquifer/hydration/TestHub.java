package dev.aquifer.hydration;

import dev.aquifer.hydration.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A hub with one repository, after the Hub's public protocol: revisions resolve to a commit, trees
 * come in pages, large files lie behind links of another origin that expire.
 */
final class TestHub implements AutoCloseable {

    static final String COMMIT = "1234567890abcdef1234567890abcdef12345678";

    final TestOrigin hub = new TestOrigin();
    final TestOrigin storage = new TestOrigin();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, byte[]> large = new LinkedHashMap<>();
    private final Map<String, String> digests = new LinkedHashMap<>();
    private final AtomicInteger signature = new AtomicInteger();
    private final Map<String, AtomicInteger> uses = new ConcurrentHashMap<>();
    private @Nullable String token;
    private boolean listed;
    private int usesPerLink = Integer.MAX_VALUE;
    private int pageSize = 1000;

    TestHub() {
        hub.on("/api/models/org/model/revision/main", this::revision);
        hub.on("/api/models/org/model/tree/" + COMMIT, this::tree);
        hub.on("/org/model/resolve/" + COMMIT + "/", this::resolve);
        storage.on("/objects/", this::object);
    }

    TestHub file(String path, byte[] bytes) {
        files.put(path, bytes);
        return this;
    }

    TestHub large(String path, byte[] bytes) {
        large.put(path, bytes);
        digests.put(path, Bytes.sha256(bytes));
        return this;
    }

    TestHub gated(String secret) {
        token = secret;
        return this;
    }

    /** As public hubs do it: what there is everybody may know. */
    TestHub gatedFiles(String secret) {
        token = secret;
        listed = true;
        return this;
    }

    TestHub linksLastFor(int requests) {
        usesPerLink = requests;
        return this;
    }

    TestHub pagesOf(int entries) {
        pageSize = entries;
        return this;
    }

    String endpoint() {
        return hub.url("");
    }

    private boolean refused(TestOrigin.Request request, TestOrigin.Answer answer)
            throws IOException {
        String sent = request.field("authorization");
        if (token == null || ("Bearer " + token).equals(sent)) {
            return false;
        }
        answer.send(sent == null ? 401 : 403, Map.of("X-Error-Code", "GatedRepo"), new byte[0]);
        return true;
    }

    private void revision(TestOrigin.Request request, TestOrigin.Answer answer) throws IOException {
        if (listed || !refused(request, answer)) {
            json(answer, Map.of(), Map.of("id", "org/model", "sha", COMMIT));
        }
    }

    private void tree(TestOrigin.Request request, TestOrigin.Answer answer) throws IOException {
        if (!listed && refused(request, answer)) {
            return;
        }
        List<Object> entries = new ArrayList<>();
        entries.add(Map.of("type", "directory", "path", "folder", "oid", "0".repeat(40)));
        files.forEach((path, bytes) -> entries.add(entry(path, bytes)));
        large.forEach((path, bytes) -> entries.add(largeEntry(path, bytes)));
        int from = 0;
        if (request.target().contains("cursor=")) {
            from = Integer.parseInt(request.target().replaceAll(".*cursor=(\\d+).*", "$1"));
        }
        int to = Math.min(entries.size(), from + pageSize);
        Map<String, String> header =
                to == entries.size()
                        ? Map.of()
                        : Map.of(
                                "Link",
                                "<"
                                        + hub.url(request.path())
                                        + "?recursive=true&cursor="
                                        + to
                                        + ">; rel=\"next\"");
        json(answer, header, entries.subList(from, to));
    }

    static Map<String, Object> entry(String path, byte[] bytes) {
        return Map.of(
                "type", "file", "path", path, "size", bytes.length, "oid", Bytes.gitBlob(bytes));
    }

    private Map<String, Object> largeEntry(String path, byte[] bytes) {
        return Map.of(
                "type",
                "file",
                "path",
                path,
                "size",
                bytes.length,
                "oid",
                "1".repeat(40),
                "lfs",
                Map.of("oid", Bytes.sha256(bytes), "size", bytes.length, "pointerSize", 133));
    }

    static void json(TestOrigin.Answer answer, Map<String, String> header, Object value)
            throws IOException {
        answer.send(200, header, Json.text(value).getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(TestOrigin.Request request, TestOrigin.Answer answer) throws IOException {
        if (refused(request, answer)) {
            return;
        }
        String encoded = request.path().substring(("/org/model/resolve/" + COMMIT + "/").length());
        String path = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (large.containsKey(path)) {
            String link =
                    storage.url("/objects/" + encoded + "?sig=" + signature.incrementAndGet());
            answer.send(302, linked(path, link), "Found".getBytes(StandardCharsets.UTF_8));
        } else if (files.containsKey(path)) {
            answer.with("X-Repo-Commit", COMMIT)
                    .file(files.get(path), "\"" + Bytes.gitBlob(files.get(path)) + "\"");
        } else {
            answer.send(404, Map.of("X-Error-Code", "EntryNotFound"), new byte[0]);
        }
    }

    private Map<String, String> linked(String path, String link) {
        byte[] bytes = Objects.requireNonNull(large.get(path));
        return Map.of(
                "Location",
                link,
                "X-Repo-Commit",
                COMMIT,
                "X-Linked-Size",
                String.valueOf(bytes.length),
                "X-Linked-ETag",
                "\"" + Bytes.sha256(bytes) + "\"");
    }

    private void object(TestOrigin.Request request, TestOrigin.Answer answer) throws IOException {
        String path =
                URLDecoder.decode(
                        request.path().substring("/objects/".length()), StandardCharsets.UTF_8);
        AtomicInteger used = uses.computeIfAbsent(request.target(), t -> new AtomicInteger());
        if (!request.target().contains("?sig=") || used.incrementAndGet() > usesPerLink) {
            answer.send(403, Map.of(), "Request has expired".getBytes(StandardCharsets.UTF_8));
        } else {
            byte[] bytes = Objects.requireNonNull(large.get(path));
            answer.file(bytes, "\"" + digests.get(path) + "\"");
        }
    }

    @Override
    public void close() {
        hub.close();
        storage.close();
    }
}
