package dev.aquifer.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.CacheUseReleased;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.PodState;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.spec.Selector;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Plays the others: users, cluster-service, deployment-service; and remembers the newest facts. */
final class PlayedFleet implements AutoCloseable {
    static final Instant TIME = Instant.parse("2026-05-01T10:00:00Z");

    private final EventPublisher publisher;
    private final TopicReader reader;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, Envelope<? extends Event>> facts = new ConcurrentHashMap<>();

    private final List<WorkEvent> works = new CopyOnWriteArrayList<>();

    PlayedFleet(String bootstrapServers) {
        var kafka = KafkaSettings.of(bootstrapServers);
        publisher = EventPublisher.open(kafka, new EventCodec());
        reader =
                TopicReader.of(kafka, Topic.CACHES, Topic.WORKS)
                        .build(batch -> batch.forEach(this::remember));
        reader.start();
    }

    private void remember(Received received) {
        switch (received) {
            case Received.Fact fact -> {
                facts.put(
                        fact.event().slot().toString(), new Envelope<>(fact.meta(), fact.event()));
                if (fact.event() instanceof WorkEvent work) {
                    works.add(work);
                }
            }
            case Received.Gone gone -> facts.remove(gone.key());
        }
    }

    void say(Topic topic, Event event) {
        long number = sequence.incrementAndGet();
        var meta =
                new EventMeta(
                        "e" + number,
                        "/test/fleet",
                        TIME,
                        "apply-" + number,
                        null,
                        number,
                        List.of(),
                        null);
        publisher.publish(topic, new Envelope<>(meta, event)).join();
    }

    void gone(Topic topic, Event event) {
        long number = sequence.incrementAndGet();
        var meta =
                new EventMeta(
                        "e" + number,
                        "/test/fleet",
                        TIME,
                        "apply-" + number,
                        null,
                        number,
                        List.of(),
                        null);
        publisher.publishTombstone(topic, event.slot(), meta).join();
    }

    static Subject cache(String namespace, String name, long generation) {
        return new Subject(
                new ResourceRef("ModelCache", namespace, name),
                new Uid("uid-" + namespace + "-" + name),
                generation);
    }

    static Subject cluster(String name) {
        return new Subject(
                ResourceRef.clusterScoped("InferenceCluster", name), new Uid("uid-" + name), 1);
    }

    static Subject deployment(String namespace, String name) {
        return new Subject(
                new ResourceRef("ModelDeployment", namespace, name), new Uid("uid-" + name), 1);
    }

    /** A cluster that is wanted, answers, and has the storage class. */
    void ready(String name) {
        say(
                Topic.DESIRED,
                new ClusterRequested(
                        cluster(name),
                        new Metadata(Map.of("fleet", name.substring(0, 1)), Map.of()),
                        new InferenceClusterSpec(
                                new InferenceClusterSpec.Cluster("Existing", null, null),
                                null,
                                null),
                        TIME));
        say(Topic.CLUSTERS, new ClusterReady(cluster(name), "v1.33.1", List.of(), TIME));
        say(Topic.CLUSTERS, new ClusterStorageReady(cluster(name), List.of("shared"), TIME));
    }

    static ModelCacheSpec http(String url, Map<String, String> labels) {
        return spec(
                new ModelCacheSpec.Source(
                        null, null, new ModelCacheSpec.Http(url, null), null, null, null),
                labels);
    }

    static ModelCacheSpec spec(ModelCacheSpec.Source source, Map<String, String> labels) {
        return new ModelCacheSpec(
                new ModelCacheSpec.Artifact("Weights", source),
                new ModelCacheSpec.Mount("/mnt/models", null),
                new ModelCacheSpec.Storage("PVC", new ModelCacheSpec.Pvc("shared", 10, null), null),
                new Selector(labels),
                null);
    }

    void want(Subject cache, ModelCacheSpec spec) {
        say(Topic.DESIRED, new CacheRequested(cache, Metadata.NONE, spec, TIME));
    }

    void withdraw(Subject cache) {
        say(Topic.DESIRED, new CacheWithdrawn(cache, TIME));
    }

    void use(Subject user, Subject cache, String cluster) {
        say(
                Topic.DEPLOYMENTS,
                new CacheUseRequested(user, cache.resource(), new ClusterName(cluster), TIME));
    }

    void release(Subject user, Subject cache, String cluster) {
        say(
                Topic.DEPLOYMENTS,
                new CacheUseReleased(user, cache.resource(), new ClusterName(cluster), TIME));
    }

    /** The newest fact of a slot of a cache. */
    Optional<Event> fact(Subject cache, String remainder) {
        return Optional.ofNullable(facts.get(cache.resource() + "/" + remainder))
                .map(Envelope::event);
    }

    <E extends Event> Optional<Envelope<E>> fact(Subject cache, String remainder, Class<E> type) {
        return Optional.ofNullable(facts.get(cache.resource() + "/" + remainder))
                .filter(f -> type.isInstance(f.event()))
                .map(f -> new Envelope<>(f.meta(), type.cast(f.event())));
    }

    Optional<CacheEvent.Hydration> hydration(Subject cache, String cluster) {
        return fact(cache, "hydration/" + cluster, CacheEvent.Hydration.class).map(Envelope::event);
    }

    /** The Work of a purpose that is wanted or withdrawn. */
    Optional<Event> work(Subject cache, String cluster, String purpose) {
        return Optional.ofNullable(facts.get(cluster + "/" + cache.admittedUid() + "-" + purpose))
                .map(Envelope::event);
    }

    /** All that was ever asked for and withdrawn, in order. */
    List<WorkEvent> works() {
        return List.copyOf(works);
    }

    long slotsOf(Subject cache) {
        return facts.keySet().stream()
                .filter(
                        key ->
                                key.startsWith(cache.resource() + "/")
                                        || key.contains(cache.admittedUid().value()))
                .count();
    }

    /** The cluster ran the Job of that Work. */
    void ran(WorkRequested work, Readiness readiness, String report) {
        observe(work, readiness, report, List.of());
    }

    /** The Job's pod runs. */
    void runs(WorkRequested work) {
        observe(
                work,
                Readiness.PROGRESSING,
                "",
                List.of(new PodState("p", "u", 0, "n1", null, "Running", true, 0, "", "")));
    }

    private void observe(
            WorkRequested work, Readiness readiness, String report, List<PodState> pods) {
        say(Topic.OBSERVATIONS, observed(work, readiness, report, pods));
    }

    /** What cluster-service says of a Work whose Job is so. */
    static WorkObserved observed(
            WorkRequested work, Readiness readiness, String report, List<PodState> pods) {
        return new WorkObserved(
                work.subject(),
                work.cluster(),
                work.work(),
                work.attempt(),
                1,
                work.manifests().stream().map(m -> object(m, readiness, report, pods)).toList(),
                TIME,
                TIME);
    }

    /** The Job's worker said what it will fetch. */
    static WorkObserved planned(WorkRequested work, @Nullable String pinned) {
        var plan = EventCodec.JSON.createObjectNode().put("t", "plan");
        if (pinned != null) {
            plan.put("pinned", pinned);
        }
        return said(work, plan, null);
    }

    /** A cluster says that the origin asked the worker of a Work to slow down. */
    static WorkObserved throttled(WorkRequested work) {
        return said(work, null, TIME);
    }

    /** The Job runs, and its worker said so. */
    private static WorkObserved said(
            WorkRequested work, @Nullable JsonNode plan, @Nullable Instant throttledSince) {
        var pod = new PodState("p", "u", 0, "n1", null, "Running", true, 0, "", "");
        var seen = observed(work, Readiness.PROGRESSING, "", List.of(pod));
        return new WorkObserved(
                seen.subject(),
                seen.cluster(),
                seen.work(),
                seen.attempt(),
                seen.session(),
                seen.objects().stream().map(o -> saying(o, plan, throttledSince)).toList(),
                TIME,
                TIME);
    }

    private static ObservedObject saying(
            ObservedObject o, @Nullable JsonNode plan, @Nullable Instant throttledSince) {
        boolean job = o.kind().equals("Job");
        return new ObservedObject(
                o.apiVersion(),
                o.kind(),
                o.namespace(),
                o.name(),
                o.readiness(),
                o.reason(),
                o.message(),
                o.pods(),
                null,
                o.since(),
                job ? plan : null,
                job ? throttledSince : null);
    }

    private static ObservedObject object(
            JsonNode manifest, Readiness readiness, String report, List<PodState> pods) {
        boolean job = manifest.path("kind").asText().equals("Job");
        try {
            return new ObservedObject(
                    manifest.path("apiVersion").asText(),
                    manifest.path("kind").asText(),
                    manifest.path("metadata").path("namespace").asText(),
                    manifest.path("metadata").path("name").asText(),
                    job ? readiness : Readiness.READY,
                    "",
                    "",
                    job ? pods : List.of(),
                    job && !report.isEmpty() ? EventCodec.JSON.readTree(report) : null,
                    TIME);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(report, e);
        }
    }

    /** The cluster removed a Work. */
    void removed(WorkWithdrawn work, long attempt) {
        say(
                Topic.OBSERVATIONS,
                new WorkRemoved(work.subject(), work.cluster(), work.work(), attempt, 1, TIME));
    }

    static String completed(long attempt, String pinned) {
        return """
        {"outcome":"completed","attempt":%d,"digest":"sha256:d1","pinned":"%s","bytes":12,
         "files":2,"fetchedBytes":12,"folder":"sha256-d1","alreadyPresent":false,
         "startedAt":"2026-05-01T09:59:00Z"}"""
                .formatted(attempt, pinned);
    }

    /** Another artifact than the usual one. */
    static String completed(long attempt, String pinned, String digest) {
        return completed(attempt, pinned)
                .replace("sha256:d1", "sha256:" + digest)
                .replace("sha256-d1", "sha256-" + digest);
    }

    static String failed(long attempt, String code, String retry) {
        return """
        {"outcome":"failed","attempt":%d,"phase":"SourceAccess","code":"%s","message":"no",
         "retryable":true,"retry":"%s"}"""
                .formatted(attempt, code, retry);
    }

    @Override
    public void close() {
        reader.close();
        publisher.close();
    }
}
