package dev.aquifer.cache;

import dev.aquifer.cache.domain.Diligence;
import dev.aquifer.cache.domain.Errand;
import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.Upkeep;
import dev.aquifer.cache.domain.Verdict;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Looks after what is published of one cache: reads it again, mends it, and tidies up. */
final class CacheUpkeep {
    private final Diligence diligence;
    private final CacheRow cache;
    private final CacheWorks works;
    private final Said said;
    private final Spoken spoken;
    private final LedgerTransaction tx;
    private final Upkeeps upkeeps;
    private final Map<String, Upkeep> known;

    CacheUpkeep(
            Diligence diligence,
            CacheRow cache,
            CacheWorks works,
            Said said,
            Spoken spoken,
            LedgerTransaction tx) {
        this.diligence = diligence;
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
     * @param streams what a repair there may fetch with; null while it waits for some
     * @return when to look again though nothing happens; null for never
     */
    @Nullable Instant goOn(
            String cluster, Hydration hydration, Set<String> mounted, @Nullable Streams streams) {
        if (!(hydration instanceof Hydration.Completed done)) {
            untold(cluster);
            return null;
        }
        var before = known.getOrDefault(cluster, Upkeep.NONE);
        var artifact = done.artifact();
        boolean proven = !artifact.found() && !before.former().contains(artifact.digest());
        var after =
                before.of(artifact.digest(), proven ? cache.verify() : before.request())
                        .unlessLate(diligence, tx.now());
        // What users brought is theirs: nothing of it is to be removed.
        var kept = ours() ? mounted : Set.copyOf(after.former());
        after = after.next(cache.verify(), kept, tx.now());
        after = sent(cluster, after, artifact.revision(), streams);
        if (!after.equals(before)) {
            save(cluster, after);
        }
        if (after.errand() == null) {
            works.rest(cluster);
        }
        tell(cluster, after);
        var errand = after.errand();
        return errand == null ? after.againAt() : errand.startsUntil(diligence);
    }

    /** What a repair may fetch with, and who is to know that it does. */
    record Streams(int count, LongConsumer granted) {}

    /** Where files are to be fetched again as soon as there are streams for that. */
    List<String> toMend() {
        return known.keySet().stream()
                .filter(cluster -> isRepair(cluster) && !isSent(cluster, known.get(cluster)))
                .toList();
    }

    /** Jobs that fetch files again, by the name of the cluster. */
    Map<String, Long> mending() {
        var jobs = new TreeMap<String, Long>();
        known.forEach(
                (cluster, upkeep) -> {
                    if (isRepair(cluster) && isSent(cluster, upkeep)) {
                        jobs.put(cluster, upkeep.attempt());
                    }
                });
        return jobs;
    }

    private boolean isRepair(String cluster) {
        var errand = known.getOrDefault(cluster, Upkeep.NONE).errand();
        return errand != null && errand.kind() == Errand.Kind.REPAIR;
    }

    /** A restored database may wait for words of a Job that was followed by others. */
    private boolean isSent(String cluster, @Nullable Upkeep upkeep) {
        var errand = upkeep == null ? null : upkeep.errand();
        return errand != null && errand.job() != null && errand.job() >= works.tended(cluster);
    }

    /** What users brought is theirs: it is read and never written. */
    private boolean ours() {
        return Sources.brought(cache.spec()) == null;
    }

    private Upkeep sent(String cluster, Upkeep upkeep, String revision, @Nullable Streams streams) {
        var errand = upkeep.errand();
        if (errand == null || isSent(cluster, upkeep)) {
            return upkeep;
        }
        boolean fetches = errand.kind() == Errand.Kind.REPAIR;
        if (fetches && streams == null) {
            return upkeep; // it waits like any attempt
        }
        long number = Math.max(upkeep.attempt(), works.tended(cluster)) + 1;
        int count = fetches && streams != null ? Math.max(1, streams.count()) : 1;
        works.tend(cluster, number, revision, count, task(upkeep, errand));
        if (fetches && streams != null) {
            streams.granted().accept(number);
        }
        return upkeep.sent(number, tx.now());
    }

    private WorkerTask task(Upkeep upkeep, Errand errand) {
        return switch (errand.kind()) {
            case VERIFY -> ours() ? new WorkerTask.Verify(upkeep.digest()) : new WorkerTask.Adopt();
            case REPAIR ->
                    lacksItsMarker(errand.paths())
                            ? new WorkerTask.Hydrate()
                            : new WorkerTask.Repair(upkeep.digest(), errand.paths());
            case TIDY -> {
                var kept = new TreeSet<>(errand.paths());
                kept.add(upkeep.digest());
                yield new WorkerTask.Tidy(List.copyOf(kept));
            }
        };
    }

    /**
     * Whether the marker is among the files that differ. Without it the artifact is not there, and
     * has to be brought as a whole, into a folder of its own and so never under a reader.
     */
    static boolean lacksItsMarker(List<String> paths) {
        return paths.stream().anyMatch(path -> path.startsWith(".aquifer/"));
    }

    private void tell(String cluster, Upkeep upkeep) {
        var where = new ClusterName(cluster);
        var errand = upkeep.errand();
        if (errand == null || errand.kind() == Errand.Kind.TIDY) {
            spoken.unsay("verifying", cluster);
        } else {
            boolean repairing = errand.kind() == Errand.Kind.REPAIR;
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

    private CacheVerified fact(ClusterName where, Verdict verdict) {
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
