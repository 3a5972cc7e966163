package dev.aquifer.sandbox.hub;

import dev.aquifer.sandbox.hub.Repository.Entry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What the hub says about repositories, in its protocol's words. */
final class Answers {
    /** Of the pointer that stands for a large file in git. */
    private static final int POINTER_SIZE = 134;

    private Answers() {}

    /** A model; with {@code details} also size and digest of each file. */
    static JsonObject model(Repository repo, boolean gated, boolean details) {
        var siblings = new JsonArray();
        for (var entry : repo.files()) {
            var file = new JsonObject().put("rfilename", entry.path());
            if (details) {
                file.put("size", entry.size()).put("blobId", entry.blob());
                if (entry.large()) {
                    file.put("lfs", lfs(entry, "sha256"));
                }
            }
            siblings.add(file);
        }
        return new JsonObject()
                .put("_id", repo.commit())
                .put("id", repo.id())
                .put("modelId", repo.id())
                .put("sha", repo.commit())
                .put("private", false)
                .put("gated", gated ? "manual" : false)
                .put("disabled", false)
                .put("downloads", 0)
                .put("likes", 0)
                .put("tags", new JsonArray())
                .put("siblings", siblings);
    }

    static JsonObject file(Entry entry) {
        var node =
                new JsonObject()
                        .put("type", "file")
                        .put("path", entry.path())
                        .put("size", entry.size())
                        .put("oid", entry.blob());
        return entry.large() ? node.put("lfs", lfs(entry, "oid")) : node;
    }

    private static JsonObject lfs(Entry entry, String digest) {
        return new JsonObject()
                .put(digest, entry.sha256())
                .put("size", entry.size())
                .put("pointerSize", POINTER_SIZE);
    }

    /** Revisions by name, with their commits; they are all called branches. */
    static JsonObject refs(Map<String, String> commits) {
        var branches = new JsonArray();
        commits.forEach(
                (name, commit) ->
                        branches.add(
                                new JsonObject()
                                        .put("name", name)
                                        .put("ref", "refs/heads/" + name)
                                        .put("targetCommit", commit)));
        return new JsonObject()
                .put("branches", branches)
                .put("tags", new JsonArray())
                .put("converts", new JsonArray());
    }
}
