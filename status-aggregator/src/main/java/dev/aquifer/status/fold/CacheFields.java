package dev.aquifer.status.fold;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.CacheEvent.SourceSupport;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.status.fold.ClusterHealth.Unobserved;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The fields of a ModelCache's status beside the conditions. Numbers come in coarse steps. */
final class CacheFields {
    /** So many clusters are listed; those that are not ready first. Counts stand beside. */
    private static final int LISTED = 100;

    private CacheFields() {}

    static void write(
            ObjectNode fields,
            View view,
            Optional<SourceSupport> support,
            Optional<SourcePinned> pin,
            List<ClusterName> clusters,
            List<Envelope<Hydration>> facts,
            List<CacheUseGranted> uses) {
        var hydrations = facts.stream().map(Envelope::event).toList();
        support.filter(SourceSupported.class::isInstance)
                .map(s -> ((SourceSupported) s).source())
                .ifPresent(source -> fields.put("source", source(view, source)));
        pin.ifPresent(p -> fields.put("resolvedRevision", p.revision()));
        var completed =
                hydrations.stream()
                        .filter(HydrationCompleted.class::isInstance)
                        .map(HydrationCompleted.class::cast)
                        .toList();
        completed.stream()
                .findFirst()
                .ifPresent(
                        done -> {
                            fields.put("resolvedDigest", done.digest());
                            fields.put("bytesStaged", Long.toString(done.bytes()));
                            fields.put("files", done.files());
                        });
        completed.stream()
                .map(HydrationCompleted::since)
                .max(Comparator.naturalOrder())
                .ifPresent(at -> fields.put("lastHydratedAt", Moment.of(at)));
        summary(fields.putObject("summary"), view, clusters, hydrations);
        var references = fields.putArray("references");
        uses.stream()
                .map(use -> use.user().resource())
                .distinct()
                .sorted()
                .forEach(
                        user ->
                                references
                                        .addObject()
                                        .put("name", user.name())
                                        .put("namespace", user.namespace()));
        var list = fields.putArray("clusters");
        clusters.stream()
                .map(cluster -> cluster(view, cluster, of(cluster, facts)))
                .sorted(Comparator.comparing(c -> c.path("phase").asText().equals("Ready")))
                .limit(LISTED)
                .forEach(list::add);
    }

    private static String source(View view, String source) {
        return view.wanted(CacheRequested.class)
                .map(requested -> requested.spec().artifact().source())
                .map(
                        s -> {
                            if (s.huggingFace() != null) {
                                return source + "/" + s.huggingFace().repo();
                            }
                            return s.inline() == null
                                    ? source
                                    : source
                                            + "/"
                                            + Objects.requireNonNullElse(
                                                    s.inline().filename(), "artifact");
                        })
                .orElse(source);
    }

    private static void summary(
            ObjectNode summary, View view, List<ClusterName> clusters, List<Hydration> hydrations) {
        long ready =
                hydrations.stream()
                        .filter(h -> h instanceof HydrationCompleted || h instanceof ClaimAdopted)
                        .filter(
                                h ->
                                        view.health().apply(h.cluster())
                                                instanceof ClusterHealth.Observed)
                        .count();
        long failed = hydrations.stream().filter(HydrationFailed.class::isInstance).count();
        summary.put("ready", ready + "/" + clusters.size());
        summary.put("matched", clusters.size());
        summary.put("readyClusters", ready);
        summary.put("failedClusters", failed);
        long done = 0;
        long size = 0;
        for (var hydration : hydrations) {
            var progress = progress(view, hydration);
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
    }

    private static ObjectNode cluster(
            View view, ClusterName cluster, Optional<Envelope<Hydration>> hydration) {
        var node = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        node.put("name", cluster.value());
        if (view.health().apply(cluster) instanceof Unobserved unobserved) {
            node.put("phase", "Unknown").put("reason", "ClusterUnreachable");
            node.put("message", unobserved.words());
            unobserved.lastSeen().ifPresent(at -> node.put("lastObservedAt", Moment.of(at)));
        } else if (hydration.isEmpty()) {
            node.put("phase", "Pending");
        }
        hydration.ifPresent(
                h -> {
                    hydration(node, view, h.event());
                    pace(node, view.pace(h));
                });
        return node;
    }

    private static void pace(ObjectNode node, Pace pace) {
        if (!node.has("reason")) {
            pace.trouble()
                    .ifPresent(
                            trouble ->
                                    node.put("reason", trouble.reason())
                                            .put("message", pace.words()));
        }
    }

    private static void hydration(ObjectNode node, View view, Hydration hydration) {
        node.put("attempt", hydration.attempt());
        var progress = progress(view, hydration);
        if (progress.bytesTotal() > 0) {
            node.put("progressPercent", progress.coarsePercent());
            node.put("bytesTotal", progress.bytesTotal());
        }
        var phase =
                switch (hydration) {
                    case HydrationWaiting w -> {
                        node.put("reason", w.reason()).put("message", w.message());
                        yield "Pending";
                    }
                    case HydrationRequested r -> "Pending";
                    case HydrationStarted s -> {
                        node.put("startedAt", Moment.of(s.since()));
                        yield "Hydrating";
                    }
                    case HydrationCompleted c -> {
                        node.put("digest", c.digest()).put("claimName", c.claim());
                        node.put("subPath", c.subPath());
                        node.put("bytesStaged", Long.toString(c.bytes()));
                        node.put("completedAt", Moment.of(c.since()));
                        yield "Ready";
                    }
                    case ClaimAdopted a -> {
                        node.put("claimName", a.claim());
                        yield "Ready";
                    }
                    case HydrationFailed f -> {
                        node.put("failurePhase", f.phase()).put("code", f.code());
                        node.put("reason", f.code()).put("message", f.message());
                        if (f.retryAt() != null) {
                            node.put("retryAt", Moment.of(f.retryAt()));
                        }
                        yield "Failed";
                    }
                };
        if (!node.has("phase")) {
            node.put("phase", phase);
        }
    }

    private static Progress progress(View view, Hydration hydration) {
        if (hydration instanceof HydrationCompleted done) {
            return new Progress(done.bytes(), done.bytes());
        }
        return view.ofThisLife(HydrationProgressed.class).stream()
                .map(fact -> fact.event())
                .filter(p -> p.cluster().equals(hydration.cluster()))
                .filter(p -> p.attempt() == hydration.attempt())
                .findFirst()
                .map(p -> new Progress(p.bytesDone(), p.bytesTotal()))
                .orElse(new Progress(0, 0));
    }

    private static Optional<Envelope<Hydration>> of(
            ClusterName cluster, List<Envelope<Hydration>> hydrations) {
        return hydrations.stream().filter(h -> h.event().cluster().equals(cluster)).findFirst();
    }
}
