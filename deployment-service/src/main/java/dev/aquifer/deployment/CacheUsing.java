package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.events.DeploymentEvent.CacheUseReleased;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;

/**
 * Asking cache-service for caches, and giving them back: not before nothing mounts them any more.
 */
final class CacheUsing {
    private CacheUsing() {}

    /**
     * Asks for what a revision mounts; the request stands. It names the generation that created the
     * revision, so that an edit of something else asks for nothing new.
     */
    static void ask(Replica replica, RevisionRow revision, Decision decision) {
        var user = decision.subject(revision.created());
        for (var cache : revision.caches()) {
            decision.say(
                    new CacheUseRequested(
                            user, decision.cache(cache), replica.cluster(), decision.now()));
        }
    }

    /** What an earlier revision mounted is free once a gang of this one is ready. */
    static void releaseFormer(Replica replica, RevisionRow revision, Decision decision) {
        for (long former = 1; former < revision.revision(); former++) {
            decision.deployments().revision(decision.uid(), former).stream()
                    .flatMap(row -> row.caches().stream())
                    .filter(cache -> !revision.caches().contains(cache))
                    .forEach(cache -> release(replica, cache, decision));
        }
    }

    /** Nothing of the replica is left. */
    static void releaseAll(Replica replica, Decision decision) {
        for (long revision = 1; revision <= decision.row().revision(); revision++) {
            decision.deployments().revision(decision.uid(), revision).stream()
                    .flatMap(row -> row.caches().stream())
                    .forEach(cache -> release(replica, cache, decision));
        }
    }

    /**
     * Said, and kept as said: cache-service must hear it, and a tombstone would not name the uid.
     */
    private static void release(Replica replica, String cache, Decision decision) {
        decision.say(
                new CacheUseReleased(
                        decision.subject(),
                        decision.cache(cache),
                        replica.cluster(),
                        decision.now()));
    }
}
