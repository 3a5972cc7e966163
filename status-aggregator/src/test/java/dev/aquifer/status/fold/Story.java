package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterEvent.ClusterSilent;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Condition;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.spec.ModelCacheSpec.Artifact;
import dev.aquifer.events.spec.ModelCacheSpec.HuggingFace;
import dev.aquifer.events.spec.ModelCacheSpec.Mount;
import dev.aquifer.events.spec.ModelCacheSpec.Pvc;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import dev.aquifer.events.spec.ModelCacheSpec.Storage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Facts as a fleet would say them, numbered and timed as they are told. */
public final class Story {
    public static final ResourceRef CACHE = ResourceRef.parse("ModelCache/ml-team/qwen");
    public static final ClusterName A = new ClusterName("a");
    public static final ClusterName B = new ClusterName("b");

    private long sequence;

    public static Instant at(long second) {
        return Instant.parse("2026-01-02T03:00:00Z").plusSeconds(second);
    }

    public static Subject cache(long generation) {
        return new Subject(CACHE, new Uid("cache-1"), generation);
    }

    public static Subject cluster(ClusterName name) {
        return new Subject(
                ResourceRef.clusterScoped("InferenceCluster", name.value()),
                new Uid("c-" + name),
                1);
    }

    /** The fact with its headers; its number rises with each. */
    public Envelope<Event> tell(Event event) {
        sequence++;
        var meta =
                new EventMeta(
                        "id-" + sequence,
                        "/aquifer/story",
                        at(sequence),
                        "correlation",
                        null,
                        sequence,
                        List.of(),
                        null);
        return new Envelope<>(meta, event);
    }

    public static CacheRequested requested(long generation, long second) {
        var source = new Source(new HuggingFace("q/w", null, null), null, null, null, null, null);
        var spec =
                new ModelCacheSpec(
                        new Artifact("Weights", source),
                        new Mount("/mnt/models", null),
                        new Storage("PVC", new Pvc("shared", 1, "ReadWriteMany"), null),
                        null,
                        null);
        return new CacheRequested(cache(generation), Metadata.NONE, spec, at(second));
    }

    public static SourceSupported supported(long generation, long second) {
        return new SourceSupported(cache(generation), "huggingFace", at(second));
    }

    public static ClustersMatched matched(long generation, long second, ClusterName... clusters) {
        return new ClustersMatched(cache(generation), Arrays.asList(clusters), at(second));
    }

    public static HydrationStarted started(ClusterName cluster, long second) {
        return new HydrationStarted(cache(1), cluster, 1, at(second));
    }

    public static HydrationCompleted completed(ClusterName cluster, long second) {
        return new HydrationCompleted(
                cache(1),
                cluster,
                1,
                "sha256:d",
                "rev",
                1000,
                2,
                1000,
                "claim",
                "sha256-d",
                null,
                at(second));
    }

    public static HydrationFailed failed(ClusterName cluster, long second) {
        return new HydrationFailed(
                cache(1),
                cluster,
                1,
                "SourceAccess",
                "NotFound",
                "no such repository",
                null,
                at(second));
    }

    public static ClusterReady ready(ClusterName cluster, long second) {
        return new ClusterReady(
                cluster(cluster), "v1.33.1", List.of("LeaderWorkerSet"), at(second));
    }

    public static ClusterSessionRenewed renewed(ClusterName cluster, long second) {
        return new ClusterSessionRenewed(cluster(cluster), 1, at(second), at(0));
    }

    public static ClusterSilent silent(ClusterName cluster, long lastSeen, long second) {
        return new ClusterSilent(cluster(cluster), 1, at(lastSeen), at(second));
    }

    public static Condition condition(Fleet fleet, String type) {
        return fleet.status(CACHE).orElseThrow().status().conditions().stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
