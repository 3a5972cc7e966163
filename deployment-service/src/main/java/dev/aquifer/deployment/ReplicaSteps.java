package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Demand;
import dev.aquifer.deployment.domain.GangState;
import dev.aquifer.deployment.domain.GangWork;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.events.Slot;
import dev.aquifer.events.spec.Workers;
import java.util.List;
import java.util.Optional;

/**
 * The next step of a replica: ask for its cache, request its Work, tell how its gang and endpoint
 * are; or, when it leaves, take all of that back, the cache last.
 */
final class ReplicaSteps {
    private final GangWorks works;

    ReplicaSteps(GangWorks works) {
        this.works = works;
    }

    /** Why no cluster can be told to run these workers; empty when each can. */
    Optional<String> tooLarge(Workers workers, Decision decision) {
        return works.tooLarge(workers, decision);
    }

    /** Goes as far as it can with what is known now. */
    void next(Replica replica, Decision decision) {
        if (replica.leaving()) {
            leave(replica, decision);
            return;
        }
        var revision =
                decision.deployments()
                        .revision(decision.uid(), replica.load().revision())
                        .orElseThrow();
        Declared.replica(replica, revision, decision);
        CacheUsing.ask(replica, revision, decision);
        if (!revision.caches().isEmpty() && !replica.use().isGrantedTo(revision.created())) {
            notBegun("WaitingForCacheUse", replica.use().awaited(), replica, decision);
            return;
        }
        var oneNode = replica.use().oneNodeOnly();
        if (replica.work() instanceof GangWork.None
                && Demand.of(revision.workers()).pods() > 1
                && oneNode.isPresent()) {
            notBegun("CacheOnOneNode", oneNode.get(), replica, decision);
            return;
        }
        GangTelling.tell(works.request(replica, revision, decision), revision, decision);
    }

    private static void leave(Replica replica, Decision decision) {
        Declared.nothing(replica, decision);
        if (replica.work() instanceof GangWork.Requested work) {
            boolean gone =
                    work.seen().filter(o -> GangState.isGone(o, replica.load().pods())).isPresent();
            if (!gone) {
                GangWorks.withdraw(replica, work, decision);
                return;
            }
            decision.unsay(Slot.of(replica.cluster(), work.id()));
        }
        CacheUsing.releaseAll(replica, decision);
        decision.unsayAll("replica/" + replica.name() + "/");
        decision.causes().forget(replica);
        decision.replicas().delete(replica);
    }

    private static void notBegun(
            String reason, String message, Replica replica, Decision decision) {
        var state = new GangState.NotReady(reason, message, List.of(), decision.now());
        GangTelling.starting(replica, state, decision);
    }
}
