package dev.aquifer.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.cache.domain.WorkerTask;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.events.wire.EventCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the worker of an attempt is asked, as its README says.
 *
 * @param pinned the revision; null while the worker has to find it out
 * @param streams how many it may have to the origin; 0 for as many as it likes
 */
record WorkerRequest(
        CacheRow cache, long attempt, @Nullable String pinned, int streams, WorkerTask task) {

    private static final String NOTE =
            "Left by Aquifer, which removed what nobody mounted any more.\n";

    String json(WorkerTerms terms) {
        var settings = terms.settings();
        var request = EventCodec.JSON.createObjectNode();
        request.put("schemaVersion", 1);
        request.put("cache", cache.resource().toString());
        request.put("uid", cache.uid().value());
        request.put("generation", cache.generation());
        request.put("attempt", attempt);
        task(request);
        source(request.putObject("source"), settings);
        if (pinned != null && !(task instanceof WorkerTask.Tidy)) {
            request.put("pinned", pinned);
        }
        request.putObject("target").put("root", "/mnt/artifact").put("subPath", folder());
        var policy = request.putObject("policy");
        var origins = policy.putArray("allowPrivateOrigins");
        settings.allowedPrivateOrigins().ifPresent(all -> all.forEach(origins::add));
        if (task.asksTheSource()) {
            terms.trusted().pem().ifPresent(pem -> policy.put("trustedAuthorities", pem));
        }
        policy.put("maxFiles", settings.maxFiles());
        if (streams > 0) {
            policy.put("maxStreams", streams);
        }
        return Sources.text(request);
    }

    /**
     * Who only removes asks nobody for anything: a worker always brings something first, so that is
     * a note, and not the artifact, which somebody may mount and which must not be brought anew.
     */
    private void source(ObjectNode source, CacheSettings.HydrationSettings settings) {
        if (task instanceof WorkerTask.Tidy) {
            source.putObject("inline").put("content", NOTE).put("filename", "README");
            return;
        }
        var asked = SourceFields.of(cache.spec().artifact().source()).forWorker(settings);
        source.set(asked.name(), asked.fields());
    }

    /** Where in a claim that users bring the artifact is. */
    private String folder() {
        var folder = cache.spec().mount().subPath();
        return Sources.brought(cache.spec()) == null || folder == null ? "" : folder;
    }

    /** What of the artifact is mounted has to be there; of brought claims the folder tells. */
    private void mount(ObjectNode request) {
        var part = cache.spec().mount().subPath();
        if (part != null) {
            request.putObject("mount").put("subPath", part);
        }
    }

    private void task(ObjectNode request) {
        switch (task) {
            case WorkerTask.Hydrate _ -> mount(request);
            case WorkerTask.Adopt _ -> request.put("mode", "adopt");
            case WorkerTask.Verify(var digest) ->
                    request.put("mode", "verify").put("digest", digest);
            case WorkerTask.Repair(var digest, var paths) -> {
                request.put("digest", digest);
                list(request, "repair", paths);
            }
            case WorkerTask.Tidy(var kept) -> list(request, "keep", kept);
        }
    }

    private static void list(ObjectNode request, String field, List<String> values) {
        var array = request.putArray(field);
        values.forEach(array::add);
    }
}
