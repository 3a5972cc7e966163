package dev.aquifer.status.fold;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.CacheEvent.CacheVerified;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.StreamsGranted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.status.fold.ClusterHealth.Unobserved;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entry of one cluster in {@code status.clusters} of a ModelCache. */
final class CacheOnCluster {
    private final View view;
    private final Map<ClusterName, StreamsGranted> grants = new HashMap<>();
    private final Map<ClusterName, CacheVerified> verified = new HashMap<>();

    CacheOnCluster(View view) {
        this.view = view;
        view.ofThisLife(StreamsGranted.class)
                .forEach(fact -> grants.put(fact.event().cluster(), fact.event()));
        view.ofThisLife(CacheVerified.class)
                .forEach(fact -> verified.put(fact.event().cluster(), fact.event()));
    }

    ObjectNode fields(ClusterName cluster, Optional<Staging> staging) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("name", cluster.value());
        if (view.health().apply(cluster) instanceof Unobserved unobserved) {
            node.put("phase", "Unknown").put("reason", "ClusterUnreachable");
            node.put("message", unobserved.words());
            unobserved.lastSeen().ifPresent(at -> node.put("lastObservedAt", Moment.of(at)));
        } else {
            node.put("phase", staging.map(CacheOnCluster::phase).orElse("Pending"));
        }
        staging.ifPresent(s -> staging(node, s));
        var result = verified.get(cluster);
        if (result != null) {
            node.put("verifiedAt", Moment.of(result.at()));
            if (result.count() > 0) {
                node.put("corruptFiles", result.count());
            }
        }
        return node;
    }

    private static String phase(Staging staging) {
        return switch (staging.event()) {
            case HydrationWaiting _, HydrationRequested _ -> "Pending";
            case HydrationStarted _ -> "Hydrating";
            case HydrationCompleted _, ClaimAdopted _ -> "Ready";
            case HydrationFailed _ -> "Failed";
        };
    }

    private void staging(ObjectNode node, Staging staging) {
        node.put("attempt", staging.event().attempt());
        var progress = staging.progress();
        if (progress.bytesTotal() > 0) {
            node.put("progressPercent", progress.coarsePercent());
            node.put("bytesTotal", progress.bytesTotal());
        }
        said(node, staging);
        if (!node.has("reason")) {
            staging.pace()
                    .trouble()
                    .ifPresent(
                            trouble ->
                                    node.put("reason", trouble.reason())
                                            .put("message", staging.pace().words()));
        }
        if (staging.event() instanceof HydrationStarted) {
            staging.rate().ifPresent(rate -> node.put("bytesPerSecond", Progress.coarseRate(rate)));
            Eta.of(staging).ifPresent(at -> node.put("eta", at.toString()));
        }
        budget(node, staging);
    }

    private static void said(ObjectNode node, Staging staging) {
        switch (staging.event()) {
            case HydrationWaiting w -> because(node, w.reason(), w.message());
            case HydrationRequested _ -> {}
            case HydrationStarted s -> {
                node.put("startedAt", Moment.of(s.since()));
                throttled(
                        node, staging.measured().map(HydrationProgressed::throttled).orElse(null));
            }
            case HydrationCompleted c -> {
                node.put("digest", c.digest()).put("claimName", c.claim());
                node.put("subPath", c.subPath());
                node.put("bytesStaged", Long.toString(c.bytes()));
                node.put("completedAt", Moment.of(c.since()));
                throttled(node, c.throttled());
                if (c.unverifiedFiles() != null) {
                    node.put("unverifiedFiles", c.unverifiedFiles());
                }
            }
            case ClaimAdopted a -> {
                node.put("claimName", a.claim());
                if (a.digest() != null) {
                    node.put("digest", a.digest());
                }
                if (a.bytes() != null) {
                    node.put("bytesStaged", a.bytes().toString());
                }
            }
            case HydrationFailed f -> {
                node.put("failurePhase", f.phase()).put("code", f.code());
                because(node, f.code(), f.message());
                if (f.retryAt() != null) {
                    node.put("retryAt", Moment.of(f.retryAt()));
                }
                throttled(node, f.throttled());
            }
        }
    }

    /** What is known of the cluster itself stands before it. */
    private static void because(ObjectNode node, String reason, String message) {
        if (!node.has("reason")) {
            node.put("reason", reason).put("message", message);
        }
    }

    private static void throttled(ObjectNode node, @Nullable Integer times) {
        if (times != null && times > 0) {
            node.put("throttled", times);
        }
    }

    private void budget(ObjectNode node, Staging staging) {
        var grant = grants.get(staging.cluster());
        if (grant != null && !staging.isDone() && grant.attempt() == staging.event().attempt()) {
            node.put("origin", grant.origin());
            node.put("streams", grant.streams());
            node.put("originBudget", grant.budget());
        }
    }
}
