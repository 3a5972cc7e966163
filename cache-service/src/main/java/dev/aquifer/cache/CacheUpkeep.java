package dev.aquifer.cache;

import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.Upkeep;
import dev.aquifer.cache.domain.WorkerTask;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Upkeeps;
import dev.aquifer.events.CacheEvent.CacheVerificationStarted;
import dev.aquifer.events.CacheEvent.CacheVerified;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks after what is published of one cache: reads it again, mends it, and tidies up. */
final class CacheUpkeep {
    private final CacheRow cache;
    private final CacheWorks works;
    private final Said said;
    private final Spoken spoken;
    private final LedgerTransaction tx;
    private final Upkeeps upkeeps;
    private final Map<String, Upkeep> known;

    CacheUpkeep(CacheRow cache, CacheWorks works, Said said, Spoken spoken, LedgerTransaction tx) {
        this.cache = cache;
        this.works = works;
        this.said = said;
        this.spoken = spoken;
        this.tx = tx;
        this.upkeeps = new Upkeeps(tx.jdbi());
        this.known = upkeeps.of(cache.uid());
    }

    /**
     * Does what is to be done on a cluster.
     *
     * @param mounted digests that somebody mounts there
     * @return when to look again though nothing happens; null for never
     */
    @Nullable Instant goOn(String cluster, Hydration hydration, Set<String> mounted) {
        if (!(hydration instanceof Hydration.Completed done)) {
            untold(cluster);
            return null;
        }
        var before = known.getOrDefault(cluster, Upkeep.NONE);
        var after = before.of(done.artifact().digest(), cache.verify());
        // What users brought is theirs: nothing of it is to be removed.
        var kept = ours() ? mounted : Set.copyOf(after.former());
        after = after.next(cache.verify(), kept, tx.now());
        after = sent(cluster, after, done.artifact().revision());
        if (!after.equals(before)) {
            save(cluster, after);
        }
        if (after.errand() == null) {
            works.rest(cluster);
        }
        tell(cluster, after);
        return after.errand() == null ? after.againAt() : null;
    }

    /** What users brought is theirs: it is read and never written. */
    private boolean ours() {
        return Sources.brought(cache.spec()) == null;
    }

    private Upkeep sent(String cluster, Upkeep upkeep, String revision) {
        var errand = upkeep.errand();
        if (errand == null) {
            return upkeep;
        }
        long issued = works.tended(cluster);
        // A restored database may wait for words of a Job that was followed by others.
        if (errand.job() != null && errand.job() >= issued) {
            return upkeep;
        }
        long number = Math.max(upkeep.attempt(), issued) + 1;
        works.tend(cluster, number, revision, task(upkeep, errand));
        return upkeep.sent(number);
    }

    private WorkerTask task(Upkeep upkeep, Upkeep.Errand errand) {
        return switch (errand.kind()) {
            case VERIFY -> ours() ? new WorkerTask.Verify(upkeep.digest()) : new WorkerTask.Adopt();
            case REPAIR ->
                    lacksItsMarker(errand.paths())
                            ? new WorkerTask.Hydrate()
                            : new WorkerTask.Repair(upkeep.digest(), errand.paths());
            case TIDY -> new WorkerTask.Tidy(errand.paths());
        };
    }

    /**
     * Without its marker an artifact is not there: it is brought as a whole, in the place of the
     * former one, so never under a reader.
     */
    static boolean lacksItsMarker(List<String> paths) {
        return paths.stream().anyMatch(path -> path.startsWith(".aquifer/"));
    }

    private void tell(String cluster, Upkeep upkeep) {
        var where = new ClusterName(cluster);
        var errand = upkeep.errand();
        if (errand == null || errand.kind() == Upkeep.Kind.TIDY) {
            spoken.unsay("verifying", cluster);
        } else {
            boolean repairing = errand.kind() == Upkeep.Kind.REPAIR;
            said.say(
                    Topic.CACHES,
                    new CacheVerificationStarted(
                            cache.subject(), where, upkeep.request(), repairing, tx.now()));
        }
        var verdict = upkeep.verdict();
        if (verdict == null) {
            spoken.unsay("verified", cluster);
        } else {
            said.say(Topic.CACHES, fact(where, verdict));
        }
    }

    private CacheVerified fact(ClusterName where, Upkeep.Verdict verdict) {
        return new CacheVerified(
                cache.subject(),
                where,
                verdict.digest(),
                verdict.ok(),
                verdict.paths(),
                verdict.count(),
                verdict.at(),
                verdict.request(),
                verdict.at(),
                verdict.code(),
                verdict.message());
    }

    /** The volume is needed for something else; true once nobody looks after it. */
    boolean makeRoom(String cluster) {
        var before = known.getOrDefault(cluster, Upkeep.NONE);
        if (before.errand() != null) {
            save(cluster, before.dropped());
        }
        return works.rest(cluster);
    }

    /** Nothing is there any more. */
    void left(String cluster) {
        var before = known.get(cluster);
        if (before != null) {
            // Numbers of Jobs are not issued again.
            save(cluster, Upkeep.NONE.numbered(before.attempt()));
        }
        untold(cluster);
    }

    private void save(String cluster, Upkeep upkeep) {
        if (!upkeep.equals(known.put(cluster, upkeep))) {
            upkeeps.save(cache.uid(), cluster, upkeep);
        }
    }

    private void untold(String cluster) {
        spoken.unsay("verifying", cluster);
        spoken.unsay("verified", cluster);
    }
}
