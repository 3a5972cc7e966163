package dev.aquifer.status;

import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.wire.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A fleet that stages: {@link #CACHES} caches, each on {@link #CLUSTERS} clusters, attempt after
 * attempt; of ten records one says that it began, one that it is done, and eight are measurements.
 */
final class FleetLoad {
    static final int CACHES = 1_000;
    static final int CLUSTERS = 4;

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MEASUREMENTS = 10;
    private static final long TOTAL = 100L << 30;

    private final BiConsumer<Topic, Envelope<? extends Event>> to;
    private long sequence;

    FleetLoad(BiConsumer<Topic, Envelope<? extends Event>> to) {
        this.to = to;
    }

    /** Tells of the fleet, then so many facts and measurements. */
    void tell(int records) {
        for (int cluster = 0; cluster < CLUSTERS; cluster++) {
            var ref = ResourceRef.clusterScoped("InferenceCluster", cluster(cluster).value());
            var subject = new Subject(ref, new Uid("u-" + cluster), 1);
            say(Topic.CLUSTERS, new ClusterReady(subject, "v1.33.1", List.of(), BEGIN));
        }
        for (int cache = 0; cache < CACHES; cache++) {
            say(Topic.DESIRED, new CacheRequested(subject(cache), Metadata.NONE, spec(), BEGIN));
            say(Topic.CACHES, new SourceSupported(subject(cache), "huggingFace", BEGIN));
            var clusters = List.of(cluster(0), cluster(1), cluster(2), cluster(3));
            say(Topic.CACHES, new ClustersMatched(subject(cache), clusters, BEGIN));
        }
        for (int said = 0; said < records; said++) {
            int turn = said / (CACHES * CLUSTERS);
            stage(said % CACHES, said / CACHES % CLUSTERS, turn);
        }
    }

    private void stage(int cache, int cluster, int turn) {
        long attempt = 1L + turn / MEASUREMENTS;
        int step = turn % MEASUREMENTS;
        var now = BEGIN.plusSeconds(turn * 2L);
        if (step == 0) {
            say(Topic.CACHES, new HydrationStarted(subject(cache), cluster(cluster), attempt, now));
        } else if (step == MEASUREMENTS - 1) {
            say(Topic.CACHES, completed(cache, cluster, attempt, now));
        } else {
            say(Topic.MEASUREMENTS, progressed(cache, cluster, attempt, step, now));
        }
    }

    private static HydrationProgressed progressed(
            int cache, int cluster, long attempt, int step, Instant now) {
        return new HydrationProgressed(
                subject(cache),
                cluster(cluster),
                attempt,
                "downloading",
                TOTAL / MEASUREMENTS * step,
                TOTAL,
                step,
                MEASUREMENTS,
                1 << 29,
                now);
    }

    private static HydrationCompleted completed(int cache, int cluster, long attempt, Instant now) {
        return new HydrationCompleted(
                subject(cache),
                cluster(cluster),
                attempt,
                "sha256:" + "0".repeat(64),
                "main",
                TOTAL,
                MEASUREMENTS,
                TOTAL,
                "claim",
                "sha256-0",
                now,
                now);
    }

    static Subject subject(int cache) {
        return new Subject(
                new ResourceRef("ModelCache", "ml-team", "cache-" + cache),
                new Uid("uid-" + cache),
                1);
    }

    private static ClusterName cluster(int number) {
        return new ClusterName("cluster-" + number);
    }

    private static ModelCacheSpec spec() {
        try {
            return EventCodec.JSON.readValue(
                    """
                    {"artifact": {"kind": "Weights", "source": {"huggingFace": {"repo": "q/w"}}},
                     "mount": {"path": "/mnt/models"},
                     "storage": {"backend": "PVC", "pvc": {"storageClassName": "shared", "sizeGiB": 200}}}
                    """,
                    ModelCacheSpec.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void say(Topic topic, Event event) {
        sequence++;
        var meta =
                new EventMeta(
                        "id-" + sequence,
                        "/aquifer/benchmark",
                        BEGIN,
                        "correlation",
                        null,
                        sequence,
                        List.of(),
                        null);
        to.accept(topic, new Envelope<>(meta, event));
    }
}
