package dev.aquifer.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A sandbox that runs, as a user at kubectl sees it, who waits and says what for. */
final class Fleet implements AutoCloseable {
    /** Ample: some machines are slow, and nothing waits for its end where all is well. */
    static final Duration LONG = Duration.ofSeconds(90);

    private static final Duration LOOK = Duration.ofMillis(250);

    private final Sandbox sandbox;
    private final Kubectl kubectl;
    private final Map<String, Cluster> workload = new TreeMap<>();
    private Cluster control;

    Fleet(Sandbox sandbox, Path kubectl) {
        this.sandbox = sandbox;
        this.kubectl = new Kubectl(kubectl, sandbox.kubeconfig(), "");
        this.control = new Cluster(sandbox.kubeconfig());
        for (var name : Sandbox.CLUSTERS) {
            workload.put(name, new Cluster(sandbox.kubeconfigOf(name)));
        }
    }

    /** Reads the kubeconfigs again, after a start that may have chosen other ports. */
    void reopen() {
        close();
        control = new Cluster(sandbox.kubeconfig());
        workload.replaceAll((name, old) -> new Cluster(sandbox.kubeconfigOf(name)));
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Kubectl kubectl() {
        return kubectl;
    }

    /** A kubectl that speaks to a workload cluster. */
    Kubectl kubectlOf(String cluster) {
        return new Kubectl(kubectl.program(), sandbox.kubeconfigOf(cluster), "");
    }

    Cluster control() {
        return control;
    }

    Map<String, Cluster> workload() {
        return workload;
    }

    Cluster workload(String name) {
        var cluster = workload.get(name);
        if (cluster == null) {
            throw new AssertionError("there is no cluster called '" + name + "'");
        }
        return cluster;
    }

    Resource get(String kind, String namespace, String name) {
        return control.find(kind, namespace, name)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "%s %s/%s is gone".formatted(kind, namespace, name)));
    }

    Resource untilReady(String kind, String namespace, String name) {
        return until(kind, namespace, name, "to be Ready", Resource::isReady);
    }

    /**
     * Until that resource is so; else fails with what it said last and what the logs complain of.
     */
    Resource until(
            String kind, String namespace, String name, String what, Predicate<Resource> test) {
        return until(kind, namespace, name, what, LONG, test);
    }

    Resource until(
            String kind,
            String namespace,
            String name,
            String what,
            Duration limit,
            Predicate<Resource> test) {
        var last = new ArrayList<Resource>();
        await(
                "%s %s/%s %s".formatted(kind, namespace, name, what),
                limit,
                () -> {
                    var now = control.find(kind, namespace, name);
                    last.clear();
                    now.ifPresent(last::add);
                    return now.filter(test).isPresent();
                },
                () -> last.isEmpty() ? "it does not exist" : last.getFirst().words());
        return last.getFirst();
    }

    void untilGone(String kind, String namespace, String name) {
        await(
                "%s %s/%s to be gone".formatted(kind, namespace, name),
                () -> control.find(kind, namespace, name).isEmpty(),
                () ->
                        control.find(kind, namespace, name)
                                .map(Resource::words)
                                .orElse("it is gone now"));
    }

    /**
     * Until nothing is left of that namespace on any workload cluster, nor in the folders of
     * volumes.
     */
    void untilNothingIsLeft(String namespace, List<Path> folders) {
        await(
                "nothing of namespace %s to be left on workload clusters".formatted(namespace),
                () -> remains(namespace, folders).isEmpty(),
                () -> String.join("\n", remains(namespace, folders)));
    }

    private List<String> remains(String namespace, List<Path> folders) {
        var found = new ArrayList<String>();
        workload.forEach(
                (name, cluster) ->
                        cluster.remains(namespace).forEach(what -> found.add(name + ": " + what)));
        folders.stream().filter(Files::exists).map(Path::toString).forEach(found::add);
        return found;
    }

    /** Where the claim of a cache lies on the disk of that cluster; empty when it is not bound. */
    Optional<Path> volume(String cluster, String namespace, String cache) {
        return workload(cluster)
                .volumeOf(namespace, "modelcache-" + cache)
                .map(volume -> sandbox.volumesOf(cluster).resolve(volume));
    }

    /** The same on all clusters that have one. */
    List<Path> volumes(String namespace, String cache) {
        return Sandbox.CLUSTERS.stream()
                .flatMap(cluster -> volume(cluster, namespace, cache).stream())
                .toList();
    }

    void untilAllIsReady(Set<String> processes) {
        await(
                "everything to be ready again",
                () -> processes.stream().allMatch(sandbox::isReady),
                () -> sandbox.processes().toString());
    }

    void await(String what, BooleanSupplier test, java.util.function.Supplier<String> last) {
        await(what, LONG, test, last);
    }

    void await(
            String what,
            Duration limit,
            BooleanSupplier test,
            java.util.function.Supplier<String> last) {
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(LOOK)
                    .ignoreExceptionsInstanceOf(
                            io.fabric8.kubernetes.client.KubernetesClientException.class)
                    .until(test::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "Waited %d s for %s, in vain.\n%s\n%s"
                            .formatted(limit.toSeconds(), what, said(last), sandbox.words()));
        }
    }

    private static String said(java.util.function.Supplier<String> last) {
        try {
            return last.get();
        } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
            return "not to be seen: " + e.getMessage();
        }
    }

    /** The numbered manifests of the examples that belong to the platform. */
    void applyPlatform() {
        var examples = Sandbox.root().resolve("examples");
        for (var file :
                List.of(
                        "00-class.yaml",
                        "00-namespace.yaml",
                        "01-clusters.yaml",
                        "02-gateway.yaml")) {
            try {
                kubectl.apply(Files.readString(examples.resolve(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        control.close();
        workload.values().forEach(Cluster::close);
    }
}
