package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Reply;
import dev.aquifer.deployment.domain.Routing;
import dev.aquifer.deployment.domain.Trial;
import dev.aquifer.deployment.store.Causes;
import dev.aquifer.deployment.store.Endpoints;
import dev.aquifer.deployment.store.Endpoints.EndpointRow;
import dev.aquifer.deployment.store.Routes;
import dev.aquifer.events.DeploymentEvent.EndpointAccepted;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.EndpointRefused;
import dev.aquifer.events.DeploymentEvent.EndpointRemoved;
import dev.aquifer.events.DesiredEvent.EndpointRequested;
import dev.aquifer.events.DesiredEvent.EndpointWithdrawn;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Endpoints made by hand: whether their address can be used, and whether it answers. */
final class EndpointFlow {
    private static final int AT_ONCE = 16;

    /** Whoever asks and does not come back keeps others waiting for so long. */
    private static final Duration CLAIM = Duration.ofSeconds(10);

    /** The gateway knows an address soon after it is published. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final RoutingFlow routing;

    EndpointFlow(RoutingFlow routing) {
        this.routing = routing;
    }

    void requested(EndpointRequested event, LedgerTransaction tx) {
        var resource = event.subject().resource();
        Turns.routes(resource.namespace(), tx);
        var said = new Said(tx, tx.cause());
        var url = event.spec().url();
        var refusal = Routing.refusal(url, event.spec().rewritePath());
        if (refusal.isPresent()) {
            new Routes(tx.jdbi()).delete(event.subject().admittedUid());
            said.unsayAll(Topic.DEPLOYMENTS, resource, "replica/");
            said.say(
                    Topic.DEPLOYMENTS,
                    new EndpointRefused(
                            event.subject(), "InvalidURL", refusal.get(), event.since()));
        } else {
            said.say(Topic.DEPLOYMENTS, new EndpointAccepted(event.subject(), url, event.since()));
            accepted(event, tx);
        }
        routing.reroute(resource.namespace(), tx);
    }

    private static void accepted(EndpointRequested event, LedgerTransaction tx) {
        var uid = event.subject().admittedUid();
        var endpoints = new Endpoints(tx.jdbi());
        var before = endpoints.find(uid).map(EndpointRow::url);
        endpoints.save(
                event.subject(),
                event.metadata(),
                Routing.backendUrl(event.spec().url(), event.spec().rewritePath()),
                tx.cause().correlationId(),
                tx.now());
        var after = endpoints.find(uid).orElseThrow();
        if (!before.equals(Optional.of(after.url()))) {
            // What another address showed does not count.
            endpoints.save(uid, Trial.NONE, tx.now());
        }
        tell(endpoints.find(uid).orElseThrow(), tx);
    }

    void withdrawn(EndpointWithdrawn event, LedgerTransaction tx) {
        var resource = event.subject().resource();
        Turns.routes(resource.namespace(), tx);
        new Routes(tx.jdbi()).delete(event.subject().admittedUid());
        var said = new Said(tx, tx.cause());
        said.unsayAll(Topic.DEPLOYMENTS, resource, "");
        said.say(Topic.DEPLOYMENTS, new EndpointRemoved(event.subject(), event.since()));
        routing.reroute(resource.namespace(), tx);
    }

    /** Those that are to be asked now; nobody else asks them meanwhile. */
    List<EndpointRow> due(LedgerTransaction tx) {
        return new Endpoints(tx.jdbi()).claim(tx.now(), tx.now().plus(CLAIM), AT_ONCE);
    }

    /** One was asked; what another address than it has now replied does not count. */
    void onReply(EndpointRow asked, Reply reply, LedgerTransaction tx) {
        Turns.routes(asked.subject().resource().namespace(), tx);
        var endpoints = new Endpoints(tx.jdbi());
        endpoints
                .find(asked.subject().admittedUid())
                .filter(now -> now.url().equals(asked.url()))
                .ifPresent(now -> replied(now, reply, tx));
    }

    private void replied(EndpointRow row, Reply reply, LedgerTransaction tx) {
        var uid = row.subject().admittedUid();
        var endpoints = new Endpoints(tx.jdbi());
        var before = row.trial();
        var after =
                switch (reply) {
                    case Reply.Answer() -> before.answered();
                    case Reply.Failure(var why) -> before.failed(why);
                    case Reply.NotYet() -> before;
                };
        var pause = reply instanceof Reply.NotYet ? SOON : after.pause();
        endpoints.save(uid, after, tx.now().plus(pause));
        tell(endpoints.find(uid).orElseThrow(), tx);
        if (before.answers() != after.answers()) {
            routing.reroute(row.subject().resource().namespace(), tx);
        }
    }

    /** What is known of it; unless just that was said. */
    private static void tell(EndpointRow row, LedgerTransaction tx) {
        var name = row.subject().resource().name();
        var because =
                new Causes(tx.jdbi())
                        .because(tx.cause(), row.correlation(), row.subject().resource());
        new Said(tx, because)
                .say(
                        Topic.DEPLOYMENTS,
                        row.trial().answers()
                                ? new EndpointReady(
                                        row.subject(), name, row.url(), List.of(), tx.now())
                                : new EndpointPublished(
                                        row.subject(),
                                        name,
                                        row.url(),
                                        row.trial().saw().orElse(null),
                                        tx.now()));
    }
}
