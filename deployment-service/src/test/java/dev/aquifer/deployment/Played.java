package dev.aquifer.deployment;

import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ClusterEvent.ClusterCapacityObserved;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.NodePool;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.DesiredEvent.ServiceRequested;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.PodState;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.ModelServiceSpec;
import dev.aquifer.events.spec.Selector;
import dev.aquifer.events.spec.Workers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What users, cluster-service and cache-service say. */
final class Played {
    static final Instant T = Instant.parse("2026-01-02T03:04:05Z");

    private Played() {}

    static Subject subject(String kind, String name, long generation) {
        var resource =
                kind.equals("InferenceCluster")
                        ? ResourceRef.clusterScoped(kind, name)
                        : new ResourceRef(kind, "ml", name);
        return new Subject(resource, new Uid("uid-" + kind + "-" + name), generation);
    }

    static Subject cluster(String name) {
        return subject("InferenceCluster", name, 1);
    }

    static Subject cache(String name) {
        return subject("ModelCache", name, 1);
    }

    static Subject deployment(String name, long generation) {
        return subject("ModelDeployment", name, generation);
    }

    static ClusterRequested wanted(String cluster) {
        return new ClusterRequested(
                cluster(cluster),
                new Metadata(Map.of("name", cluster), Map.of()),
                new InferenceClusterSpec(
                        new InferenceClusterSpec.Cluster("Existing", null, null), null, null),
                T);
    }

    static ClusterReady ready(String cluster) {
        return new ClusterReady(cluster(cluster), "v1.33", List.of("LeaderWorkerSet"), T);
    }

    static ClusterCapacityObserved nodes(String cluster, int nodes) {
        return new ClusterCapacityObserved(
                cluster(cluster), List.of(new NodePool("gpu", "c", "", "24Gi", 1, nodes)), T);
    }

    static CacheRequested wantedCache(String name) {
        var source =
                new ModelCacheSpec.Source(
                        null, null, null, null, new ModelCacheSpec.Inline("x", null), null);
        return new CacheRequested(
                cache(name),
                Metadata.NONE,
                new ModelCacheSpec(
                        new ModelCacheSpec.Artifact("Bytes", source),
                        new ModelCacheSpec.Mount("/mnt/models", null),
                        new ModelCacheSpec.Storage(
                                "PVC", new ModelCacheSpec.Pvc("shared", 1, null), null),
                        null,
                        null),
                T);
    }

    static HydrationCompleted completed(String cache, String cluster) {
        return new HydrationCompleted(
                cache(cache),
                new ClusterName(cluster),
                1,
                "sha256:d",
                "rev",
                1,
                1,
                1,
                "claim",
                "sha256-d",
                null,
                T);
    }

    static CacheUseGranted granted(CacheUseRequested asked, String subPath) {
        return new CacheUseGranted(
                cache(asked.cache().name()),
                asked.subject(),
                asked.cluster(),
                "sha256:" + subPath,
                "claim",
                subPath,
                "/mnt/models",
                T);
    }

    /** On clusters of that label; all of them for none. */
    static DeploymentRequested wantedDeployment(
            String name, long generation, int replicas, String image, Map<String, String> labels) {
        var container = new Workers.Container("engine", image, null, List.of(), null);
        var workers =
                new Workers(
                        1,
                        new Workers.Topology(null, 1, 2),
                        null,
                        new Workers.PodTemplate(
                                null, new Workers.PodSpec(List.of(container), null)),
                        new Workers.Serving(8000, "/health"));
        return new DeploymentRequested(
                deployment(name, generation),
                Metadata.NONE,
                new ModelDeploymentSpec(
                        replicas,
                        new Selector(labels),
                        workers,
                        null,
                        List.of(new ModelDeploymentSpec.CacheName("qwen"))),
                T);
    }

    static ServiceRequested wantedService(String name, String deployment) {
        return new ServiceRequested(
                subject("ModelService", name, 1),
                Metadata.NONE,
                new ModelServiceSpec(
                        List.of(
                                new ModelServiceSpec.Endpoints(
                                        new Selector(
                                                Map.of("modelplane.ai/deployment", deployment))))),
                T);
    }

    /** All pods of the gang are so, in that session. */
    static WorkObserved observed(WorkRequested work, long attempt, long session, boolean ready) {
        var pods =
                IntStream.range(0, 2)
                        .mapToObj(
                                i ->
                                        new PodState(
                                                "p-" + i,
                                                "u-" + i,
                                                i,
                                                "n",
                                                "127.0." + attempt + "." + i,
                                                "Running",
                                                ready,
                                                0,
                                                ready ? "" : "CrashLoopBackOff",
                                                ""))
                        .toList();
        var object =
                new ObservedObject(
                        "leaderworkerset.x-k8s.io/v1",
                        "LeaderWorkerSet",
                        "ml",
                        "gang",
                        ready ? Readiness.READY : Readiness.PROGRESSING,
                        "",
                        "",
                        pods,
                        null,
                        T);
        return new WorkObserved(
                work.subject(),
                work.cluster(),
                work.work(),
                attempt,
                session,
                List.of(object),
                T,
                T);
    }

    static WorkRemoved removed(WorkWithdrawn work) {
        return new WorkRemoved(work.subject(), work.cluster(), work.work(), 0, 1, T);
    }
}
