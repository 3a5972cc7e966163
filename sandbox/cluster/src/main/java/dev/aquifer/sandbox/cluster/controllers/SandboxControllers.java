package dev.aquifer.sandbox.cluster.controllers;

import dev.aquifer.sandbox.cluster.Events;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All controllers of one cluster, running until closed. Only one of it may run for a cluster at a
 * time; a cluster that brings controllers of its own needs none.
 */
public final class SandboxControllers implements AutoCloseable {
    private final KubernetesClient client;
    private final News news = new News();
    private final List<WorkQueue> queues = new ArrayList<>();

    private SandboxControllers(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Starts them with what a kubeconfig file names; returns when they have seen all that is there.
     */
    public static SandboxControllers start(Path kubeconfig) {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        return start(new KubernetesClientBuilder().withConfig(config).build(), Clock.systemUTC());
    }

    /** Starts them with a client, which they close at their end. */
    public static SandboxControllers start(KubernetesClient client, Clock clock) {
        var controllers = new SandboxControllers(client);
        try {
            Provisions.apply(client);
            controllers.wire(clock);
            controllers.news.start();
            controllers.queues.forEach(WorkQueue::start);
            return controllers;
        } catch (RuntimeException e) { // nothing must be left running
            controllers.close();
            throw e;
        }
    }

    private void wire(Clock clock) {
        workloads(clock);
        gangs(clock);
        volumes(clock);
        placement(clock);
    }

    private void workloads(Clock clock) {
        var jobs = queue("jobs", new JobReconciler(api("job-controller", clock)));
        var sets =
                queue(
                        "replica-sets",
                        new ReplicaSetReconciler(api("replicaset-controller", clock)));
        var deployments =
                queue("deployments", new DeploymentReconciler(api("deployment-controller", clock)));
        var stateful =
                queue(
                        "stateful-sets",
                        new StatefulSetReconciler(api("statefulset-controller", clock)));
        news.on("Job", client.batch().v1().jobs().inAnyNamespace(), self(jobs));
        news.on("ReplicaSet", client.apps().replicaSets().inAnyNamespace(), self(sets));
        news.on(
                "ReplicaSet",
                client.apps().replicaSets().inAnyNamespace(),
                owner("Deployment", deployments));
        news.on("Deployment", client.apps().deployments().inAnyNamespace(), self(deployments));
        news.on("StatefulSet", client.apps().statefulSets().inAnyNamespace(), self(stateful));
        onPods(owner("Job", jobs));
        onPods(owner("ReplicaSet", sets));
        onPods(owner("StatefulSet", stateful));
    }

    private void gangs(Clock clock) {
        var gangs = queue("gangs", new GangReconciler(api("leaderworkerset", clock)));
        news.on(
                "LeaderWorkerSet",
                client.genericKubernetesResources(GangReconciler.KIND).inAnyNamespace(),
                self(gangs));
        Consumer<HasMetadata> member =
                object ->
                        Optional.ofNullable(GangPods.label(object, GangPods.NAME))
                                .ifPresent(
                                        name ->
                                                gangs.add(
                                                        ObjectKey.of(
                                                                object.getMetadata().getNamespace(),
                                                                name)));
        onPods(member);
        news.on("StatefulSet", client.apps().statefulSets().inAnyNamespace(), member);
    }

    private void volumes(Clock clock) {
        var api = api("persistentvolume-controller", clock);
        var binder = queue("claims", new VolumeBinder(api));
        var phases = queue("volumes", new VolumePhases(api));
        var protection = queue("claim-protection", new ClaimProtection(api));
        var claims = client.persistentVolumeClaims().inAnyNamespace();
        news.on("PersistentVolumeClaim", claims, self(binder));
        news.on("PersistentVolumeClaim", claims, self(protection));
        news.on(
                "PersistentVolumeClaim",
                claims,
                claim -> VolumeNews.volumeOf(claim).ifPresent(phases::add));
        news.on("PersistentVolume", client.persistentVolumes(), self(phases));
        // a free volume may be what any waiting claim needs
        news.on(
                "PersistentVolume",
                client.persistentVolumes(),
                volume -> VolumeNews.claimsFor(client, volume).forEach(binder::add));
        news.on(
                "StorageClass",
                client.storage().v1().storageClasses(),
                _ -> VolumeNews.waiting(client).forEach(binder::add));
        onPods(pod -> VolumeNews.claimsOf(pod).forEach(protection::add));
    }

    private void placement(Clock clock) {
        var scheduler = queue("scheduler", new Scheduler(api("default-scheduler", clock)));
        var health = queue("node-health", new NodeHealth(api("node-controller", clock)));
        var cleanup = queue("pod-cleanup", new PodCleanup(api("pod-garbage-collector", clock)));
        Consumer<HasMetadata> pass = _ -> scheduler.add(Scheduler.PASS);
        onPods(pass);
        onPods(self(cleanup));
        news.on("Node", client.nodes(), self(health));
        news.on("Node", client.nodes(), pass);
        news.on(
                "Node",
                client.nodes(),
                node -> {
                    if (Pods.isDeleting(node)
                            || client.nodes().withName(node.getMetadata().getName()).get()
                                    == null) {
                        client.pods()
                                .inAnyNamespace()
                                .withField("spec.nodeName", node.getMetadata().getName())
                                .list()
                                .getItems()
                                .forEach(pod -> cleanup.add(ObjectKey.of(pod)));
                    }
                });
        news.on("PersistentVolumeClaim", client.persistentVolumeClaims().inAnyNamespace(), pass);
    }

    private void onPods(Consumer<HasMetadata> listener) {
        news.on("Pod", client.pods().inAnyNamespace(), listener);
    }

    private WorkQueue queue(String name, Reconciler reconciler) {
        var queue = new WorkQueue(name, reconciler);
        queues.add(queue);
        return queue;
    }

    private Api api(String component, Clock clock) {
        return new Api(client, new Events(client, clock, component, ""), clock);
    }

    private static Consumer<HasMetadata> self(WorkQueue queue) {
        return object -> queue.add(ObjectKey.of(object));
    }

    private static Consumer<HasMetadata> owner(String kind, WorkQueue queue) {
        return object -> Owners.key(kind, object).ifPresent(queue::add);
    }

    @Override
    public void close() {
        queues.forEach(WorkQueue::close);
        news.close();
        client.close();
    }
}
