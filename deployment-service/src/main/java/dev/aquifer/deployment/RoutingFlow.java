package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Routing;
import dev.aquifer.deployment.store.Causes;
import dev.aquifer.deployment.store.Prober;
import dev.aquifer.deployment.store.Routes;
import dev.aquifer.deployment.store.Routes.GatewayRow;
import dev.aquifer.events.DeploymentEvent.GatewayReady;
import dev.aquifer.events.DeploymentEvent.GatewayRemoved;
import dev.aquifer.events.DeploymentEvent.GatewayUnavailable;
import dev.aquifer.events.DeploymentEvent.ServiceRemoved;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.DesiredEvent.GatewayRequested;
import dev.aquifer.events.DesiredEvent.GatewayWithdrawn;
import dev.aquifer.events.DesiredEvent.ServiceRequested;
import dev.aquifer.events.DesiredEvent.ServiceWithdrawn;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.time.Duration;
import java.util.Optional;

/** Services, and the gateway: which address leads where. */
final class RoutingFlow {
    private static final String OUR_BACKEND = "Aquifer";
    private static final String DEFAULT = "default";

    void on(DesiredEvent event, LedgerTransaction tx) {
        var routes = new Routes(tx.jdbi());
        var correlation = tx.cause().correlationId();
        switch (event) {
            case ServiceRequested service -> {
                Turns.routes(service.subject().resource().namespace(), tx);
                routes.service(service.subject(), service.spec(), correlation);
                reroute(service.subject().resource().namespace(), tx);
            }
            case ServiceWithdrawn service -> {
                Turns.routes(service.subject().resource().namespace(), tx);
                routes.delete(service.subject().admittedUid());
                var said = new Said(tx, tx.cause());
                said.unsayAll(Topic.DEPLOYMENTS, service.subject().resource(), "");
                said.say(Topic.DEPLOYMENTS, new ServiceRemoved(service.subject(), service.since()));
            }
            case GatewayRequested gateway -> {
                Turns.fleet(tx);
                routes.gateway(gateway.subject(), gateway.spec().backend(), correlation);
                unusable(gateway, tx);
                rerouteAll(tx);
            }
            case GatewayWithdrawn gateway -> {
                Turns.fleet(tx);
                routes.delete(gateway.subject().admittedUid());
                var said = new Said(tx, tx.cause());
                said.unsayAll(Topic.DEPLOYMENTS, gateway.subject().resource(), "");
                said.say(Topic.DEPLOYMENTS, new GatewayRemoved(gateway.subject(), gateway.since()));
                rerouteAll(tx);
            }
            default -> {} // endpoints, clusters, caches: others hear them
        }
    }

    private static void unusable(GatewayRequested gateway, LedgerTransaction tx) {
        var said = new Said(tx, tx.cause());
        if (!gateway.subject().resource().name().equals(DEFAULT)) {
            said.say(
                    Topic.DEPLOYMENTS,
                    new GatewayUnavailable(
                            gateway.subject(),
                            "NameNotDefault",
                            "only the InferenceGateway called default is used",
                            gateway.since()));
        } else if (!gateway.spec().backend().equals(OUR_BACKEND)) {
            said.say(
                    Topic.DEPLOYMENTS,
                    new GatewayUnavailable(
                            gateway.subject(),
                            "ImplementationPending",
                            "spec.backend: "
                                    + gateway.spec().backend()
                                    + " is admitted and not carried out yet; use "
                                    + OUR_BACKEND,
                            gateway.since()));
        }
    }

    /** Whether there is a gateway to look after. */
    static Optional<GatewayRow> usable(LedgerTransaction tx) {
        return new Routes(tx.jdbi())
                .gateways().stream()
                        .filter(g -> g.subject().resource().name().equals(DEFAULT))
                        .filter(g -> g.backend().equals(OUR_BACKEND))
                        .findFirst();
    }

    /**
     * What a replica of this service saw of the gateway.
     *
     * @param replica that asked
     * @param address that it asked
     * @param counts for how long it is the one who says, if it says nothing more
     */
    record GatewayLook(String replica, boolean well, String address, Duration counts) {}

    /** The gateway was asked whether it is well. The word of one replica counts at a time. */
    void onGateway(GatewayLook look, LedgerTransaction tx) {
        if (!new Prober(tx.jdbi()).counts(look.replica(), look.well(), look.counts())) {
            return;
        }
        var address = look.address();
        var answers = Optional.of(address).filter(_ -> look.well());
        if (usable(tx).filter(g -> !g.address().equals(answers)).isPresent()) {
            Turns.fleet(tx); // it leads to every service
        } else {
            Turns.routes("", tx);
        }
        usable(tx).ifPresent(gateway -> gateway(gateway, answers, address, tx));
    }

    private void gateway(
            GatewayRow gateway, Optional<String> answers, String address, LedgerTransaction tx) {
        var cause =
                new Causes(tx.jdbi())
                        .because(tx.cause(), gateway.correlation(), gateway.subject().resource());
        new Said(tx, cause)
                .say(
                        Topic.DEPLOYMENTS,
                        answers.isPresent()
                                ? new GatewayReady(gateway.subject(), address, tx.now())
                                : new GatewayUnavailable(
                                        gateway.subject(),
                                        "Unreachable",
                                        "inference-gateway does not answer at " + address,
                                        tx.now()));
        if (!gateway.address().equals(answers)) {
            var uid = gateway.subject().admittedUid();
            new Routes(tx.jdbi()).gatewayAddress(uid, answers.orElse(null));
            rerouteAll(tx);
        }
    }

    private void rerouteAll(LedgerTransaction tx) {
        new Routes(tx.jdbi()).namespaces().forEach(ns -> reroute(ns, tx));
    }

    /** Tells the routes of a namespace as they are now. */
    void reroute(String namespace, LedgerTransaction tx) {
        Turns.routes(namespace, tx);
        var routes = new Routes(tx.jdbi());
        var services = routes.services(namespace);
        if (services.isEmpty()) {
            return;
        }
        var endpoints = routes.selectable(namespace);
        var causes = new Causes(tx.jdbi());
        var address = usable(tx).flatMap(GatewayRow::address);
        for (var service : services) {
            var resource = service.subject().resource();
            var path = "/" + resource.namespace() + "/" + resource.name();
            var matched = Routing.matched(service.spec(), endpoints);
            // The event at hand made it happen; whom it serves is who asked for the service.
            var because = causes.because(tx.cause(), service.correlation(), resource);
            new Said(tx, because)
                    .say(
                            Topic.DEPLOYMENTS,
                            new ServiceRouted(
                                    service.subject(),
                                    address.map(a -> a + path).orElse(null),
                                    path,
                                    Routing.backends(matched),
                                    matched.size(),
                                    tx.now()));
        }
    }
}
