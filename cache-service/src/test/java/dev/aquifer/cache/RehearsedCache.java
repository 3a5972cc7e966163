package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.cluster;
import static dev.aquifer.cache.PlayedFleet.completed;
import static dev.aquifer.cache.PlayedFleet.failed;
import static dev.aquifer.cache.PlayedFleet.observed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.CacheUseReleased;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Event;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.wire.EventCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One cache in a rehearsal, and all that others say about it. */
record RehearsedCache(Rehearsal service, Subject subject) {

    static RehearsedCache of(Rehearsal service, String name) {
        return new RehearsedCache(service, PlayedFleet.cache("ml", name, 1));
    }

    /** Clusters that are wanted, answer and have the storage class. */
    static void fleet(Rehearsal service, String... names) {
        for (var name : names) {
            labelled(service, name, Map.of());
            service.handle(new ClusterReady(cluster(name), "v1.33.1", List.of(), TIME));
            service.handle(new ClusterStorageReady(cluster(name), List.of("shared"), TIME));
        }
    }

    static void labelled(Rehearsal service, String name, Map<String, String> labels) {
        var spec =
                new InferenceClusterSpec(
                        new InferenceClusterSpec.Cluster("Existing", null, null), null, null);
        service.handle(
                new ClusterRequested(cluster(name), new Metadata(labels, Map.of()), spec, TIME));
    }

    void want(ModelCacheSpec spec) {
        want(1, spec, "");
    }

    /** An edit, or another request to read again. */
    void want(long generation, ModelCacheSpec spec, String verify) {
        var annotations = verify.isEmpty() ? Map.<String, String>of() : asks(verify);
        service.handle(
                new CacheRequested(
                        new Subject(subject.resource(), subject.uid(), generation),
                        new Metadata(Map.of(), annotations),
                        spec,
                        TIME));
    }

    private static Map<String, String> asks(String verify) {
        return Map.of("aquifer.dev/verify", verify);
    }

    <E extends Event> Optional<E> fact(String remainder, Class<E> type) {
        return service.fact(subject.resource() + "/" + remainder, type);
    }

    <E extends Hydration> E hydration(String cluster, Class<E> type) {
        return fact("hydration/" + cluster, type).orElseThrow();
    }

    String waits(String cluster) {
        return hydration(cluster, HydrationWaiting.class).reason();
    }

    Optional<WorkRequested> work(String cluster, String purpose) {
        return service.fact(slot(cluster, purpose), WorkRequested.class);
    }

    Optional<WorkWithdrawn> withdrawn(String cluster, String purpose) {
        return service.fact(slot(cluster, purpose), WorkWithdrawn.class);
    }

    private String slot(String cluster, String purpose) {
        return cluster + "/" + subject.admittedUid() + "-" + purpose;
    }

    WorkRequested job(String cluster) {
        return work(cluster, "hydration").orElseThrow();
    }

    WorkRequested upkeep(String cluster) {
        return work(cluster, "verification").orElseThrow();
    }

    /** What the worker is asked. */
    static JsonNode request(WorkRequested job) {
        try {
            return EventCodec.JSON.readTree(
                    job.manifests().getFirst().at("/data/request.json").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void completes(WorkRequested job, String pinned, String digest) {
        reports(job, Readiness.READY, completed(job.attempt(), pinned, digest));
    }

    void fails(WorkRequested job, String code, String retry) {
        reports(job, Readiness.FAILED, failed(job.attempt(), code, retry));
    }

    void reports(WorkRequested job, Readiness readiness, String report) {
        service.handle(observed(job, readiness, report, List.of()));
    }

    /** Hydrated there, whatever that takes. */
    void staged(String cluster, String digest) {
        completes(job(cluster), "etag:" + digest, digest);
    }

    void removed(String cluster, String purpose, long attempt) {
        var gone = withdrawn(cluster, purpose).orElseThrow();
        service.handle(
                new WorkRemoved(gone.subject(), gone.cluster(), gone.work(), attempt, 1, TIME));
    }

    void use(String user, String cluster) {
        service.handle(
                new CacheUseRequested(
                        PlayedFleet.deployment("ml", user),
                        subject.resource(),
                        new ClusterName(cluster),
                        TIME));
    }

    void release(String user, String cluster) {
        service.handle(
                new CacheUseReleased(
                        PlayedFleet.deployment("ml", user),
                        subject.resource(),
                        new ClusterName(cluster),
                        TIME));
    }

    Optional<CacheUseGranted> grant(String user, String cluster) {
        return fact("use/" + cluster + "/ml/" + user, CacheUseGranted.class);
    }
}
