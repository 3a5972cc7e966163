package dev.aquifer.status.fold;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The fields of a ModelCache's status beside the conditions. Numbers come in coarse steps. */
final class CacheFields {
    /** So many clusters and users are listed; clusters that are not ready first. */
    private static final int LISTED = 100;

    private final View view;
    private final List<ClusterName> clusters;
    private final List<Staging> stagings;

    CacheFields(View view, List<ClusterName> clusters, List<Staging> stagings) {
        this.view = view;
        this.clusters = clusters;
        this.stagings = stagings;
    }

    void write(ObjectNode fields) {
        view.current(SourceSupported.class)
                .ifPresent(s -> fields.put("source", source(s.event().source())));
        view.current(SourcePinned.class)
                .ifPresent(pin -> fields.put("resolvedRevision", pin.event().revision()));
        artifact(fields);
        summary(fields.putObject("summary"));
        references(fields);
        Map<ClusterName, Staging> byName = new HashMap<>();
        stagings.forEach(staging -> byName.put(staging.cluster(), staging));
        var one = new CacheOnCluster(view);
        var list = fields.putArray("clusters");
        clusters.stream()
                .map(name -> one.fields(name, Optional.ofNullable(byName.get(name))))
                .sorted(Comparator.comparing(c -> c.path("phase").asText().equals("Ready")))
                .limit(LISTED)
                .forEach(list::add);
    }

    private void artifact(ObjectNode fields) {
        for (var staging : stagings) {
            if (staging.event() instanceof HydrationCompleted done) {
                artifact(fields, done.digest(), done.bytes(), done.files());
                break;
            } else if (staging.event() instanceof ClaimAdopted adopted
                    && adopted.digest() != null
                    && adopted.bytes() != null) {
                var files = Objects.requireNonNullElse(adopted.files(), 0);
                artifact(fields, adopted.digest(), adopted.bytes(), files);
                break;
            }
        }
        Staging.leastKnown(stagings)
                .ifPresent(done -> fields.put("unverifiedFiles", done.unverifiedFiles()));
        stagings.stream()
                .filter(staging -> staging.event() instanceof HydrationCompleted)
                .map(staging -> staging.event().since())
                .max(Comparator.naturalOrder())
                .ifPresent(at -> fields.put("lastHydratedAt", Moment.of(at)));
    }

    private static void artifact(ObjectNode fields, String digest, long bytes, int files) {
        fields.put("resolvedDigest", digest);
        fields.put("bytesStaged", Long.toString(bytes));
        fields.put("files", files);
    }

    private void references(ObjectNode fields) {
        var references = fields.putArray("references");
        view.ofThisLife(CacheUseGranted.class).stream()
                .map(use -> use.event().user().resource())
                .distinct()
                .sorted()
                .limit(LISTED)
                .forEach(
                        user ->
                                references
                                        .addObject()
                                        .put("name", user.name())
                                        .put("namespace", user.namespace()));
    }

    private String source(String kind) {
        return view.wanted(CacheRequested.class)
                .map(requested -> requested.spec().artifact().source())
                .flatMap(CacheFields::inShort)
                .map(name -> kind + "/" + name)
                .orElse(kind);
    }

    private static Optional<String> inShort(Source source) {
        if (source.huggingFace() != null) {
            return Optional.of(source.huggingFace().repo());
        }
        return Optional.ofNullable(source.inline())
                .map(inline -> Objects.requireNonNullElse(inline.filename(), "artifact"));
    }

    private void summary(ObjectNode summary) {
        long ready =
                stagings.stream()
                        .filter(Staging::isDone)
                        .filter(
                                s ->
                                        view.health().apply(s.cluster())
                                                instanceof ClusterHealth.Observed)
                        .count();
        long failed = stagings.stream().filter(s -> s.event() instanceof HydrationFailed).count();
        summary.put("ready", ready + "/" + clusters.size());
        summary.put("matched", clusters.size());
        summary.put("readyClusters", ready);
        summary.put("failedClusters", failed);
        long done = 0;
        long size = 0;
        for (var staging : stagings) {
            var progress = staging.progress();
            done += progress.bytesDone();
            size = Math.max(size, progress.bytesTotal());
        }
        if (size > 0 && !clusters.isEmpty()) {
            // Every cluster gets the same bytes, also one that has not begun.
            int percent = new Progress(done, size * clusters.size()).coarsePercent();
            summary.put("progress", percent + "%");
            summary.put("progressPercent", percent);
        }
        if (size > 0) {
            summary.put("size", Progress.size(size));
        }
        speed(summary);
    }

    /** How fast it is all in all; when all is done, if every cluster that is not done runs. */
    private void speed(ObjectNode summary) {
        long rate = 0;
        var last = Instant.EPOCH;
        boolean known = stagings.size() == clusters.size();
        for (var staging : stagings) {
            rate += staging.rate().orElse(0);
            var eta = Eta.of(staging);
            known &= staging.isDone() || eta.isPresent();
            last = eta.filter(last::isBefore).orElse(last);
        }
        boolean runs = stagings.stream().anyMatch(s -> s.event() instanceof HydrationStarted);
        if (runs && rate > 0) {
            summary.put("bytesPerSecond", Progress.coarseRate(rate));
        }
        if (known && last.isAfter(Instant.EPOCH)) {
            summary.put("eta", last.toString());
        }
    }
}
