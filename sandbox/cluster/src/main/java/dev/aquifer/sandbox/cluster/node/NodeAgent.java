package dev.aquifer.sandbox.cluster.node;

import dev.aquifer.sandbox.cluster.Events;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** One node: wires its parts, and hands every pod that is bound to it to a {@link PodWorker}. */
final class NodeAgent implements AutoCloseable {
    /** How long pods' processes get when the agent is told to stop. */
    static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(NodeAgent.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration RENEW = Duration.ofSeconds(10);

    private final NodeSettings settings;
    private final KubernetesClient client;
    private final NodeParts parts;
    private final NodeRegistration registration;
    private final VolumeProvisioner provisioner;
    private final VolumeWatch volumes;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService schedule =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("node-agent").factory());
    private final KubeletServer server;
    private final SharedIndexInformer<Pod> pods;

    NodeAgent(NodeSettings settings, KubernetesClient client, Clock clock)
            throws IOException, InterruptedException {
        this.settings = settings;
        this.client = client;
        var folder = Files.createDirectories(settings.nodeFolder());
        Files.createDirectories(settings.volumesFolder());
        Folders.closeToOthers(Files.createDirectories(settings.podsFolder()));
        var scripts = Scripts.layOut(folder.resolve("scripts"));
        var isolation =
                settings.withoutMountNamespaces()
                        ? Isolation.NONE
                        : Isolation.find(scripts.enterMounts(), folder.resolve("trial"));
        LOG.log(System.Logger.Level.INFO, "volumes reach containers by: " + isolation);
        var events = new Events(client, clock, "kubelet", settings.nodeName());
        this.pods = client.pods().inAnyNamespace().runnableInformer(0);
        var hostNames = new HostNames(() -> pods.getStore().list());
        var source = new ConfigSource(client);
        this.parts =
                new NodeParts(
                        client,
                        clock,
                        settings.podsFolder(),
                        scripts,
                        isolation,
                        new PodAddresses(settings.podAddresses()),
                        new PodVolumes(client, new VolumeContents(source)),
                        hostNames,
                        new LaunchPlanner(
                                new ImageMap(settings.imageMap()),
                                new ContainerEnvironment(source),
                                isolation,
                                hostNames),
                        events);
        this.provisioner =
                new VolumeProvisioner(
                        client,
                        settings.volumesFolder(),
                        new VolumeImages(scripts, isolation, folder.resolve("trial")),
                        events);
        this.volumes = new VolumeWatch(client, provisioner);
        this.server = KubeletServer.open(settings, this::worker, clock);
        this.registration = new NodeRegistration(client, settings, clock, server.port());
    }

    /**
     * Joins the cluster; returns once the node is registered and the pods bound to it are known.
     */
    void start() throws IOException {
        server.start();
        patiently(registration::renew);
        patiently(provisioner::ensureStorageClasses);
        pods.addEventHandler(new Listener<>(this::podSeen, this::podGone));
        pods.run();
        sweepOrphans();
        volumes.start();
        var _ =
                schedule.scheduleWithFixedDelay(
                        () -> guarded("lease", registration::renew),
                        RENEW.toMillis(),
                        RENEW.toMillis(),
                        TimeUnit.MILLISECONDS);
        LOG.log(
                System.Logger.Level.INFO,
                "node " + settings.nodeName() + " is registered, logs at port " + server.port());
    }

    private void podSeen(Pod pod) {
        if (!settings.nodeName().equals(pod.getSpec().getNodeName())) {
            return;
        }
        workers.compute(
                pod.getMetadata().getUid(),
                (uid, known) -> {
                    if (known != null) {
                        known.update(pod);
                        return known;
                    }
                    return begin(uid, pod);
                });
    }

    private @org.jspecify.annotations.Nullable PodWorker begin(String uid, Pod pod) {
        try {
            var worker = new PodWorker(parts, pod, () -> workers.remove(uid));
            worker.start();
            return worker;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot run pod " + pod.getMetadata().getName(), e);
            return null;
        }
    }

    private void podGone(Pod pod) {
        var worker = workers.get(pod.getMetadata().getUid());
        if (worker != null) {
            worker.removed();
        }
    }

    private java.util.Optional<PodWorker> worker(String namespace, String name) {
        return workers.values().stream()
                .filter(worker -> worker.pod().getMetadata().getNamespace().equals(namespace))
                .filter(worker -> worker.pod().getMetadata().getName().equals(name))
                .findFirst();
    }

    /**
     * Pods that vanished from the API while no agent ran: their processes end, their folders go.
     */
    private void sweepOrphans() throws IOException {
        // The list is complete by now; the news of it may still be on their way to the workers.
        var known =
                pods.getStore().list().stream()
                        .map(pod -> pod.getMetadata().getUid())
                        .collect(Collectors.toSet());
        List<Path> folders;
        try (var entries = Files.list(settings.podsFolder())) {
            folders = entries.toList();
        }
        for (var folder : folders) {
            if (!known.contains(folder.getFileName().toString())) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "removing what is left of pod " + folder.getFileName());
                OrphanedPod.end(folder);
            }
        }
    }

    /** Stops serving; the pods' processes end too unless the settings leave them running. */
    @Override
    public void close() {
        schedule.shutdownNow();
        volumes.close();
        pods.stop();
        if (!settings.leavePodsRunning()) {
            workers.values().forEach(PodWorker::close);
            var deadline = System.nanoTime() + STOP_GRACE.plusSeconds(3).toNanos();
            while (!workers.isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        server.close();
        client.close();
    }

    /** The API server may be starting too; what it refuses for good is thrown on. */
    private static void patiently(Runnable action) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                action.run();
                return;
            } catch (KubernetesClientException e) {
                if (System.nanoTime() > deadline || e.getCode() == 401 || e.getCode() == 403) {
                    throw e;
                }
                LOG.log(System.Logger.Level.DEBUG, "the API server does not answer yet", e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
        }
    }

    private static void guarded(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) { // one failure must not end the schedule; it is tried again
            LOG.log(System.Logger.Level.WARNING, what + ": " + e);
        }
    }
}
