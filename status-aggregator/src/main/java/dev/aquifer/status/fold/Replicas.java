package dev.aquifer.status.fold;

import dev.aquifer.events.DeploymentEvent.Endpoint;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.Gang;
import dev.aquifer.events.DeploymentEvent.GangLost;
import dev.aquifer.events.DeploymentEvent.GangReady;
import dev.aquifer.events.DeploymentEvent.GangStarting;
import dev.aquifer.events.DeploymentEvent.ReplicaScheduled;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.PodState;
import dev.aquifer.status.fold.ClusterHealth.Unobserved;
import java.util.List;
import java.util.Optional;

/** The replicas of a deployment, each with what is known of its gang and its endpoint. */
final class Replicas {
    private Replicas() {}

    /** One replica. */
    record Replica(
            Envelope<ReplicaScheduled> scheduled,
            Optional<Envelope<Gang>> gang,
            Optional<Envelope<Endpoint>> endpoint,
            ClusterHealth health) {
        String name() {
            return scheduled.event().replica();
        }

        boolean gangReady() {
            return gang.filter(g -> g.event() instanceof GangReady).isPresent() && observed();
        }

        boolean gangLost() {
            return gang.filter(g -> g.event() instanceof GangLost).isPresent();
        }

        boolean serving() {
            return gangReady()
                    && endpoint.filter(e -> e.event() instanceof EndpointReady).isPresent();
        }

        boolean observed() {
            return health instanceof ClusterHealth.Observed;
        }

        Optional<Unobserved> unobserved() {
            return health instanceof Unobserved u ? Optional.of(u) : Optional.empty();
        }

        /** What it waits for, in a few words. */
        String words() {
            return name() + ": " + message();
        }

        String message() {
            return gang.map(
                            fact ->
                                    switch (fact.event()) {
                                        case GangStarting s -> s.message();
                                        case GangLost l -> l.message();
                                        case GangReady r -> "all pods are Ready";
                                    })
                    .orElse("scheduled to " + scheduled.event().cluster());
        }

        String reason() {
            return gang.map(
                            fact ->
                                    switch (fact.event()) {
                                        case GangStarting s -> s.reason();
                                        case GangLost l -> l.reason();
                                        case GangReady r -> "";
                                    })
                    .orElse("");
        }

        List<PodState> pods() {
            return gang.map(
                            fact ->
                                    switch (fact.event()) {
                                        case GangStarting s -> s.pods();
                                        case GangLost l -> l.pods();
                                        case GangReady r -> r.pods();
                                    })
                    .orElse(List.of());
        }
    }

    static List<Replica> of(View view) {
        return view.ofThisLife(ReplicaScheduled.class).stream()
                .map(
                        scheduled ->
                                new Replica(
                                        scheduled,
                                        gang(view, scheduled.event()),
                                        endpoint(view, scheduled.event()),
                                        view.health().apply(scheduled.event().cluster())))
                .toList();
    }

    private static Optional<Envelope<Gang>> gang(View view, ReplicaScheduled scheduled) {
        return view.ofThisLife(Gang.class).stream()
                .filter(g -> g.event().replica().equals(scheduled.replica()))
                .findFirst();
    }

    private static Optional<Envelope<Endpoint>> endpoint(View view, ReplicaScheduled scheduled) {
        return view.ofThisLife(Endpoint.class).stream()
                .filter(e -> e.event().replica().equals(scheduled.replica()))
                .findFirst();
    }
}
