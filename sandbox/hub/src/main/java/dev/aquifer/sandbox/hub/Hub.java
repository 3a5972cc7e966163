package dev.aquifer.sandbox.hub;

import static dev.aquifer.sandbox.hub.FileAnswer.fail;
import static dev.aquifer.sandbox.hub.FileAnswer.json;

import dev.aquifer.sandbox.hub.Repository.Entry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Answers the hub's protocol. Digests are computed off the event loop, once for each file. */
final class Hub {
    private static final String ID = "([^/]+/[^/]+)";
    private static final Pattern MODEL =
            Pattern.compile("/api/models/" + ID + "(?:/revision/([^/]+))?");
    private static final Pattern REFS = Pattern.compile("/api/models/" + ID + "/refs");
    private static final Pattern TREE =
            Pattern.compile("/api/models/" + ID + "/tree/([^/]+)(?:/(.+))?");
    private static final Pattern RESOLVE = Pattern.compile("/" + ID + "/resolve/([^/]+)/(.+)");
    private static final int PAGE = 1000;

    private final Vertx vertx;
    private final Revisions revisions;
    private final Function<Entry, Optional<String>> links;
    private final RateLimit rates = new RateLimit(InstantSource.system());

    /**
     * Serves these repositories.
     *
     * @param links where a large file is redirected to; nowhere when it is empty
     */
    Hub(Vertx vertx, Revisions revisions, Function<Entry, Optional<String>> links) {
        this.vertx = vertx;
        this.revisions = revisions;
        this.links = links;
    }

    void handle(HttpServerRequest request) {
        var path = request.path();
        var model = MODEL.matcher(path);
        var refs = REFS.matcher(path);
        var tree = TREE.matcher(path);
        var resolve = RESOLVE.matcher(path);
        if (path.equals("/health")) {
            var _ = request.response().end("ok\n");
        } else if (!request.method().equals(HttpMethod.GET)
                && !request.method().equals(HttpMethod.HEAD)) {
            fail(request.response(), 405, "MethodNotAllowed", "this hub is read-only");
        } else if (refs.matches()) {
            refs(request, decode(refs.group(1)));
        } else if (tree.matches()) {
            var folder = Optional.ofNullable(tree.group(3)).map(Hub::decode).orElse("");
            with(request, tree.group(1), tree.group(2), (r, g) -> tree(request, r, folder));
        } else if (model.matches()) {
            var revision = Optional.ofNullable(model.group(2)).orElse("main");
            with(request, model.group(1), revision, (r, g) -> model(request, r, g));
        } else if (resolve.matches()) {
            var file = decode(resolve.group(3));
            with(request, resolve.group(1), resolve.group(2), (r, g) -> file(request, r, g, file));
        } else {
            fail(request.response(), 404, "NotFound", "there is nothing at " + path);
        }
    }

    private interface Answer {
        void with(Repository repository, Gate gate);
    }

    private record Found(boolean known, Gate gate, Optional<Repository> repository) {}

    private void with(HttpServerRequest request, String id, String revision, Answer answer) {
        var response = request.response();
        var _ =
                vertx.executeBlocking(() -> find(decode(id), decode(revision)), false)
                        .onSuccess(
                                found -> {
                                    if (!found.known()) {
                                        fail(response, 404, "RepoNotFound", "Repository not found");
                                    } else if (found.repository().isEmpty()) {
                                        var words = "Invalid rev id: " + decode(revision);
                                        fail(response, 404, "RevisionNotFound", words);
                                    } else {
                                        answer.with(found.repository().get(), found.gate());
                                    }
                                })
                        .onFailure(e -> broken(request, e));
    }

    private static void broken(HttpServerRequest request, Throwable e) {
        fail(request.response(), 500, "InternalError", String.valueOf(e.getMessage()));
    }

    private Found find(String id, String revision) throws IOException {
        return revisions.has(id)
                ? new Found(true, revisions.gate(id), revisions.find(id, revision))
                : new Found(false, Gate.OPEN, Optional.empty());
    }

    private void refs(HttpServerRequest request, String id) {
        var _ =
                vertx.executeBlocking(() -> commits(id), false)
                        .onSuccess(
                                commits -> {
                                    if (commits.isEmpty()) {
                                        var words = "Repository not found";
                                        fail(request.response(), 404, "RepoNotFound", words);
                                    } else {
                                        json(
                                                request.response(),
                                                200,
                                                Answers.refs(commits).encode());
                                    }
                                })
                        .onFailure(e -> broken(request, e));
    }

    private Map<String, String> commits(String id) throws IOException {
        var commits = new TreeMap<String, String>();
        if (revisions.has(id)) {
            for (var revision : revisions.folders(id).entrySet()) {
                commits.put(revision.getKey(), Repository.read(id, revision.getValue()).commit());
            }
        }
        return commits;
    }

    private static void model(HttpServerRequest request, Repository repo, Gate gate) {
        boolean details = request.getParam("blobs", "").equalsIgnoreCase("true");
        json(request.response(), 200, Answers.model(repo, gate.gated(), details).encode());
    }

    private static void tree(HttpServerRequest request, Repository repo, String folder) {
        var files =
                repo.files().stream()
                        .filter(e -> folder.isEmpty() || e.path().startsWith(folder + "/"))
                        .toList();
        int from = Math.min(files.size(), cursor(request));
        int to = Math.min(files.size(), from + PAGE);
        var page = new JsonArray();
        files.subList(from, to).forEach(entry -> page.add(Answers.file(entry)));
        if (to < files.size()) {
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

    private void file(HttpServerRequest request, Repository repo, Gate gate, String path) {
        var response = request.response().putHeader("X-Repo-Commit", repo.commit());
        int status = gate.status(request.getHeader("Authorization"));
        var file = repo.find(path);
        if (status != 200) {
            var words = "Access to model " + repo.id() + " is restricted.";
            fail(response, status, "GatedRepo", words);
        } else if (!rates.allows(repo.id(), gate.requestsPerSecond())) {
            var _ = response.putHeader("Retry-After", "1");
            fail(response, 429, "TooManyRequests", "We had to rate limit your requests.");
        } else if (file.isEmpty()) {
            fail(response, 404, "EntryNotFound", "Entry not found");
        } else {
            file(request, file.get());
        }
    }

    private void file(HttpServerRequest request, Entry file) {
        var link = file.large() ? links.apply(file) : Optional.<String>empty();
        request.response()
                .putHeader("X-Linked-ETag", "\"" + file.etag() + "\"")
                .putHeader("X-Linked-Size", Long.toString(file.size()));
        if (link.isEmpty()) {
            FileAnswer.send(request, file);
        } else {
            var _ =
                    request.response()
                            .setStatusCode(302)
                            .putHeader("Location", link.get())
                            .end("Found. Redirecting");
        }
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
