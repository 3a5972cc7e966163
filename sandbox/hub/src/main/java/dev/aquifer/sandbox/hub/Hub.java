package dev.aquifer.sandbox.hub;

import dev.aquifer.sandbox.hub.Repository.Entry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers the hub's protocol. Digests are computed off the event loop, once for each file. */
final class Hub {
    private static final Pattern MODEL =
            Pattern.compile("/api/models/([^/]+/[^/]+)(?:/revision/([^/]+))?");
    private static final Pattern TREE = Pattern.compile("/api/models/([^/]+/[^/]+)/tree/([^/]+)");
    private static final Pattern RESOLVE = Pattern.compile("/([^/]+/[^/]+)/resolve/([^/]+)/(.+)");
    private static final int PAGE = 1000;

    private final Vertx vertx;
    private final Path models;

    Hub(Vertx vertx, Path models) {
        this.vertx = vertx;
        this.models = models;
    }

    void handle(HttpServerRequest request) {
        var response = request.response();
        if (request.path().equals("/health")) {
            var _ = response.end("ok\n");
            return;
        }
        var tree = TREE.matcher(request.path());
        var model = MODEL.matcher(request.path());
        var resolve = RESOLVE.matcher(request.path());
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            fail(response, 405, "MethodNotAllowed", "this hub is read-only");
        } else if (tree.matches()) {
            with(request, tree.group(1), tree.group(2), repo -> tree(request, repo));
        } else if (model.matches()) {
            var revision = Optional.ofNullable(model.group(2)).orElse("main");
            with(request, model.group(1), revision, repo -> model(response, repo));
        } else if (resolve.matches()) {
            var path = decode(resolve.group(3));
            with(
                    request,
                    resolve.group(1),
                    resolve.group(2),
                    repo ->
                            repo.find(path)
                                    .ifPresentOrElse(
                                            file -> file(request, repo, file),
                                            () ->
                                                    fail(
                                                            response,
                                                            404,
                                                            "EntryNotFound",
                                                            "Entry not found")));
        } else {
            fail(response, 404, "NotFound", "there is nothing at " + request.path());
        }
    }

    private interface Answer {
        void with(Repository repository);
    }

    private void with(HttpServerRequest request, String id, String revision, Answer answer) {
        var response = request.response();
        var _ =
                vertx.executeBlocking(() -> read(decode(id)), false)
                        .onSuccess(
                                found -> {
                                    if (found.isEmpty()) {
                                        fail(response, 404, "RepoNotFound", "Repository not found");
                                    } else if (!found.get().has(decode(revision))) {
                                        fail(
                                                response,
                                                404,
                                                "RevisionNotFound",
                                                "Invalid rev id: " + decode(revision));
                                    } else {
                                        answer.with(found.get());
                                    }
                                })
                        .onFailure(
                                e ->
                                        fail(
                                                response,
                                                500,
                                                "InternalError",
                                                String.valueOf(e.getMessage())));
    }

    private Optional<Repository> read(String id) {
        try {
            return Repository.read(models, id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void model(HttpServerResponse response, Repository repo) {
        var siblings = new JsonArray();
        repo.files().forEach(e -> siblings.add(new JsonObject().put("rfilename", e.path())));
        json(
                response,
                200,
                new JsonObject()
                        .put("_id", repo.commit())
                        .put("id", repo.id())
                        .put("modelId", repo.id())
                        .put("sha", repo.commit())
                        .put("private", false)
                        .put("gated", false)
                        .put("disabled", false)
                        .put("downloads", 0)
                        .put("likes", 0)
                        .put("tags", new JsonArray())
                        .put("siblings", siblings)
                        .encode());
    }

    private static void tree(HttpServerRequest request, Repository repo) {
        int from = cursor(request);
        int to = Math.min(repo.files().size(), from + PAGE);
        var page = new JsonArray();
        for (var entry : repo.files().subList(Math.min(from, to), to)) {
            var node =
                    new JsonObject()
                            .put("type", "file")
                            .put("path", entry.path())
                            .put("size", entry.size())
                            .put("oid", entry.blob());
            if (entry.large()) {
                node.put(
                        "lfs",
                        new JsonObject()
                                .put("oid", entry.sha256())
                                .put("size", entry.size())
                                .put("pointerSize", 134));
            }
            page.add(node);
        }
        if (to < repo.files().size()) {
            var next =
                    "http://%s%s?recursive=true&cursor=%d"
                            .formatted(request.authority(), request.path(), to);
            request.response().putHeader("Link", "<" + next + ">; rel=\"next\"");
        }
        json(request.response(), 200, page.encode());
    }

    private static int cursor(HttpServerRequest request) {
        var cursor = request.getParam("cursor", "0");
        return cursor.matches("\\d{1,9}") ? Integer.parseInt(cursor) : 0;
    }

    private static void file(HttpServerRequest request, Repository repo, Entry file) {
        var etag = "\"" + file.etag() + "\"";
        var response =
                request.response()
                        .putHeader("ETag", etag)
                        .putHeader("Accept-Ranges", "bytes")
                        .putHeader("X-Repo-Commit", repo.commit())
                        .putHeader("X-Linked-ETag", etag)
                        .putHeader("X-Linked-Size", Long.toString(file.size()))
                        .putHeader("Content-Type", "application/octet-stream");
        var condition = request.getHeader("If-Range");
        boolean same = condition == null || condition.equals(etag);
        switch (same
                ? ByteRange.of(request.getHeader("Range"), file.size())
                : new ByteRange.Whole()) {
            case ByteRange.Unsatisfiable u -> {
                response.putHeader("Content-Range", "bytes */" + file.size());
                fail(response, 416, "RangeNotSatisfiable", "the file has no such range");
            }
            case ByteRange.Whole w -> send(request, file, 0, file.size());
            case ByteRange.Part part -> {
                response.setStatusCode(206)
                        .putHeader(
                                "Content-Range",
                                "bytes %d-%d/%d".formatted(part.first(), part.last(), file.size()));
                send(request, file, part.first(), part.length());
            }
        }
    }

    private static void send(HttpServerRequest request, Entry file, long offset, long length) {
        var response = request.response();
        response.putHeader("Content-Length", Long.toString(length));
        if (request.method().equals(HttpMethod.HEAD) || length == 0) {
            var _ = response.end();
        } else {
            var _ = response.sendFile(file.file().toString(), offset, length);
        }
    }

    private static void fail(HttpServerResponse response, int status, String code, String words) {
        response.putHeader("X-Error-Code", code).putHeader("X-Error-Message", words);
        json(response, status, new JsonObject().put("error", words).encode());
    }

    private static void json(HttpServerResponse response, int status, String body) {
        var _ =
                response.setStatusCode(status)
                        .putHeader("Content-Type", "application/json")
                        .end(body);
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
