package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.ManagedProcess;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess.Stop;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.Readiness;
import dev.aquifer.sandbox.launcher.processes.Step;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The services of Aquifer, as production runs them, each with the environment that it is told in.
 */
final class Services {
    private static final Stop STOP = Stop.within(Duration.ofSeconds(10));
    private static final int HEAP = 128;
    private static final String HUB = "dev.aquifer.sandbox.hub.HubMain";

    private final ProcessFactory factory;
    private final Ports ports;
    private final Foundation foundation;
    private final Clusters clusters;
    private final Path models;
    private final int replicas;
    private final List<String> privateOrigins;

    Services(
            ProcessFactory factory,
            Ports ports,
            Foundation foundation,
            Clusters clusters,
            Path models,
            int replicas,
            List<String> privateOrigins) {
        this.factory = factory;
        this.ports = ports;
        this.foundation = foundation;
        this.clusters = clusters;
        this.models = models;
        this.replicas = replicas;
        this.privateOrigins = List.copyOf(privateOrigins);
    }

    List<Step> steps() {
        var all = new ArrayList<Step>();
        all.add(hub());
        for (int replica = 0; replica < replicas; replica++) {
            all.addAll(servicesOf(new Replica(replica)));
        }
        return all;
    }

    /**
     * One of the replicas of every service. The first one bears the name of the service alone.
     *
     * @param number from 0
     */
    private record Replica(int number) {
        String nameOf(String service) {
            return number == 0 ? service : service + "-" + (number + 1);
        }
    }

    private List<Step> servicesOf(Replica replica) {
        var hub = "127.0.0.1:" + ports.of("hub");
        var origins = new ArrayList<>(privateOrigins);
        origins.add(hub);
        var hydration =
                Map.of(
                        "AQUIFER_HYDRATION_ALLOWED_PRIVATE_ORIGINS",
                        String.join(",", origins),
                        "AQUIFER_HYDRATION_PLAIN_HTTP_REGISTRIES",
                        String.join(",", privateOrigins),
                        "AQUIFER_HYDRATION_HUGGINGFACE_ENDPOINT",
                        "http://" + hub);
        var gateway =
                Map.of("AQUIFER_GATEWAY_URL", "http://127.0.0.1:" + ports.of("inference-gateway"));
        var all = new ArrayList<Step>();
        all.add(service(replica, "status-aggregator", Map.of()));
        // Pods of the sandbox have addresses of the loopback network.
        var pods = Map.of("AQUIFER_BACKENDS_ALLOWED_PRIVATE", "127.0.0.0/8");
        all.add(service(replica, "inference-gateway", pods));
        all.add(onControlApi(replica, "cluster-service", Map.of(), Clusters.SECRETS));
        all.add(service(replica, "cache-service", hydration));
        all.add(service(replica, "deployment-service", gateway));
        var bridge =
                Map.of(
                        // Killed and started again, it goes on leading at once.
                        "AQUIFER_BRIDGE_LEASE_IDENTITY",
                        replica.nameOf("sandbox"),
                        "AQUIFER_BRIDGE_REQUESTS_USER",
                        "requests");
        all.add(onControlApi(replica, "kube-bridge", bridge, Clusters.KINDS));
        return all;
    }

    private ManagedProcess hub() {
        int port = ports.of("hub");
        var arguments = List.of("--models", models.toString(), "--port", Integer.toString(port));
        return factory.process(
                "hub",
                Set.of(),
                factory.installation().java(48, HUB, arguments),
                Map.of(),
                new Readiness.Http(URI.create("http://127.0.0.1:" + port + "/health")),
                STOP);
    }

    /** A service that speaks to the control API, with no more rights than it needs. */
    private ManagedProcess onControlApi(
            Replica replica, String name, Map<String, String> own, String needed) {
        var access = clusters.accessOf(name);
        var environment = new TreeMap<>(own);
        environment.put("AQUIFER_CONTROL_KUBECONFIG", access.kubeconfig().toString());
        return service(replica, name, environment, needed, access.since());
    }

    private ManagedProcess service(
            Replica replica, String name, Map<String, String> own, String... alsoDependsOn) {
        int port = ports.of(replica.nameOf(name));
        var environment = new TreeMap<>(own);
        environment.put("AQUIFER_KAFKA_BOOTSTRAP", foundation.bootstrap());
        // A replica has a name: killed and started again, it goes on at once.
        environment.put("AQUIFER_KAFKA_INSTANCE", Integer.toString(replica.number()));
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_CONSOLE_COLOR", "false");
        environment.putAll(foundation.databaseEnvironment(name));
        var dependsOn = new LinkedHashSet<>(Set.of(alsoDependsOn));
        dependsOn.add(Foundation.TOPICS);
        if (foundation.hasDatabase(name)) {
            dependsOn.add(Foundation.DATABASES);
        }
        return factory.process(
                replica.nameOf(name),
                dependsOn,
                factory.installation().service(name, HEAP),
                environment,
                Readiness.Http.quarkus(port),
                STOP);
    }
}
