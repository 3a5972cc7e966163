package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Endpoint;
import dev.aquifer.deployment.domain.GangState;
import dev.aquifer.deployment.domain.GangWork;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.EndpointWithdrawn;
import dev.aquifer.events.DeploymentEvent.GangLost;
import dev.aquifer.events.DeploymentEvent.GangReady;
import dev.aquifer.events.DeploymentEvent.GangStarting;
import java.util.List;

/** What is said of a gang and its endpoint: starting, ready, lost. */
final class GangTelling {
    private GangTelling() {}

    /** As its Work's newest observation tells. */
    static void tell(Replica replica, RevisionRow revision, Decision decision) {
        var seen = replica.work().seen();
        if (seen.isEmpty()) {
            starting(
                    replica,
                    new GangState.NotReady(
                            "Applying",
                            "waiting for " + replica.cluster() + " to take the objects",
                            List.of(),
                            decision.now()),
                    decision);
            return;
        }
        switch (GangState.of(seen.get(), replica.load().pods())) {
            case GangState.Ready ready -> ready(replica, revision, ready, decision);
            case GangState.NotReady not -> notReady(replica, not, decision);
            case GangState.Gone gone ->
                    notReady(
                            replica,
                            new GangState.NotReady(
                                    "Removed",
                                    "somebody removed it from the cluster; it is being made again",
                                    List.of(),
                                    gone.since()),
                            decision);
        }
    }

    private static void ready(
            Replica replica, RevisionRow revision, GangState.Ready gang, Decision decision) {
        decision.say(
                new GangReady(
                        decision.subject(),
                        replica.name(),
                        replica.cluster(),
                        replica.load().revision(),
                        gang.pods(),
                        gang.since()));
        CacheUsing.releaseFormer(replica, revision, decision);
        var address = gang.leaderAddress();
        if (address.isEmpty()) {
            decision.replicas().save(replica.notReady());
            return;
        }
        var url = "http://" + address.get() + ":" + GangManifests.port(revision.workers());
        var ready = replica.ready(url);
        if (!ready.endpoint().equals(replica.endpoint())) {
            decision.causes().remember(replica, decision.tx().cause());
        }
        decision.replicas().save(ready);
        Declared.endpoint(ready, url, decision);
        decision.say(
                ready.endpoint() instanceof Endpoint.Answered(_, var models)
                        ? new EndpointReady(
                                decision.subject(), replica.name(), url, models, decision.now())
                        : new EndpointPublished(
                                decision.subject(), replica.name(), url, gang.since()));
    }

    private static void notReady(Replica replica, GangState.NotReady state, Decision decision) {
        decision.replicas().save(replica.notReady());
        if (!(replica.work() instanceof GangWork.Requested work) || !work.wasReady()) {
            starting(replica, state, decision);
            return;
        }
        decision.say(
                new GangLost(
                        decision.subject(),
                        replica.name(),
                        replica.cluster(),
                        replica.load().revision(),
                        state.reason(),
                        state.message(),
                        state.pods(),
                        state.since()));
        decision.say(
                new EndpointWithdrawn(
                        decision.subject(), replica.name(), "GangLost", state.since()));
    }

    /** It was not ready yet, and waits for that. */
    static void starting(Replica replica, GangState.NotReady state, Decision decision) {
        decision.say(
                new GangStarting(
                        decision.subject(),
                        replica.name(),
                        replica.cluster(),
                        replica.load().revision(),
                        state.reason(),
                        state.message(),
                        state.pods(),
                        state.since()));
    }
}
