package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.cluster.ControlApi;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.SetupStep;
import dev.aquifer.sandbox.launcher.processes.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The control API and the workload clusters: API servers, embedded or given, what they are prepared
 * with, their nodes.
 */
final class Clusters {
    static final String CONTROL = "control-api";
    static final String KINDS = "kinds";
    static final String SECRETS = "cluster-secrets";
    static final String RIGHTS = "rights";

    private static final Duration SETUP = Duration.ofMinutes(2);

    private final SandboxSettings settings;
    private final ClusterFiles files;
    private final EmbeddedServers embedded;
    private final GivenServers given;
    private final Nodes nodes;

    Clusters(ProcessFactory factory, Ports ports, SandboxSettings settings) {
        this.settings = settings;
        this.files = new ClusterFiles(factory.folder().root());
        this.embedded = new EmbeddedServers(factory, ports, files);
        this.given = new GivenServers(files);
        this.nodes = new Nodes(factory, ports, settings, files);
    }

    /** How that service reaches the control API, and the step that it waits for to do so. */
    Access accessOf(String service) {
        return settings.given().control() == null
                ? new Access(files.control(), CONTROL)
                : new Access(files.limited(service), RIGHTS);
    }

    /** A kubeconfig and the step after which it holds. */
    record Access(Path kubeconfig, String since) {}

    Path images() {
        return files.images();
    }

    List<Step> steps() {
        var steps = new ArrayList<>(control());
        var api = new ControlApi(files.control());
        steps.add(new SetupStep(KINDS, Set.of(CONTROL), SETUP, api::createKinds));
        steps.addAll(workload());
        var kubeconfigs = new LinkedHashMap<String, Path>();
        for (var cluster : settings.clusters()) {
            kubeconfigs.put(
                    cluster,
                    settings.given().workload().isEmpty()
                            ? files.workload(cluster)
                            : files.limitedOn(cluster));
        }
        var needed = new LinkedHashSet<>(settings.clusters());
        needed.add(KINDS);
        steps.add(
                new SetupStep(SECRETS, needed, SETUP, () -> api.createClusterSecrets(kubeconfigs)));
        steps.addAll(nodes.steps());
        return steps;
    }

    private List<Step> control() {
        var kubeconfig = settings.given().control();
        return kubeconfig == null
                ? List.of(embedded.control(CONTROL))
                : List.of(
                        given.control(CONTROL, kubeconfig),
                        given.rights(RIGHTS, CONTROL, kubeconfig));
    }

    private List<Step> workload() {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < settings.clusters().size(); i++) {
            var name = settings.clusters().get(i);
            steps.add(
                    settings.given().workload().isEmpty()
                            ? embedded.workload(name)
                            : given.workload(name, settings.given().workload().get(i)));
        }
        return steps;
    }
}
