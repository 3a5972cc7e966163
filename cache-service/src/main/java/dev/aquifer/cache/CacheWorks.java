package dev.aquifer.cache;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cache.domain.Attempt;
import dev.aquifer.cache.manifests.CacheManifests;
import dev.aquifer.cache.manifests.ObjectNames;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.WorkRow;
import dev.aquifer.cache.store.WorkRow.Phase;
import dev.aquifer.cache.store.Works;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.WorkId;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Works of one cache: one with the claim, one with the Job of the current attempt on each
 * cluster.
 */
final class CacheWorks {
    static final String CLAIM = "claim";
    static final String HYDRATION = "hydration";

    private final CacheSettings.HydrationSettings settings;
    private final CacheRow cache;
    private final Works works;
    private final Said said;
    private final LedgerTransaction tx;

    CacheWorks(
            CacheSettings.HydrationSettings settings,
            CacheRow cache,
            Said said,
            LedgerTransaction tx) {
        this.settings = settings;
        this.cache = cache;
        this.works = new Works(tx.jdbi());
        this.said = said;
        this.tx = tx;
    }

    /** Asks for the claim, and for the Job of an attempt. */
    void begin(String cluster, Attempt attempt, @Nullable String revision) {
        claim(cluster, attempt.number());
        var subject = cache.subject();
        var source = cache.spec().artifact().source();
        var name =
                ObjectNames.hydration(
                        subject.resource().name(),
                        subject.admittedUid().value(),
                        attempt.plan(),
                        attempt.number());
        var request = Sources.request(subject, attempt.number(), source, revision, settings);
        request(
                cluster,
                HYDRATION,
                attempt.number(),
                new CacheManifests(settings.image()).hydration(subject, name, request));
    }

    /** The highest number of an attempt there that was ever told, by a database since restored. */
    long issued(String cluster) {
        var name = new ClusterName(cluster);
        long requested =
                said.last(Topic.WORKS, Slot.of(name, id(HYDRATION)), WorkRequested.class)
                        .map(WorkRequested::attempt)
                        .orElse(0L);
        var slot = Slot.of(cache.resource(), "hydration", cluster);
        long told =
                said.last(Topic.CACHES, slot, CacheEvent.Hydration.class)
                        .filter(fact -> cache.uid().equals(fact.subject().uid()))
                        .map(CacheEvent.Hydration::attempt)
                        .orElse(0L);
        return Math.max(requested, told);
    }

    /** Asks for the claim as it is now, unless that was done for this edit. */
    void claim(String cluster, long attempt) {
        var pvc = cache.spec().storage().pvc();
        if (pvc == null) {
            return;
        }
        var before = works.find(new ClusterName(cluster), id(CLAIM));
        if (before.isPresent()
                && before.get().isRequested()
                && before.get().generation() >= cache.generation()) {
            return;
        }
        long epoch = before.filter(WorkRow::isRequested).map(WorkRow::attempt).orElse(attempt);
        request(
                cluster,
                CLAIM,
                epoch,
                new CacheManifests(settings.image()).claim(cache.subject(), pvc));
    }

    private void request(String cluster, String purpose, long attempt, List<JsonNode> manifests) {
        var name = new ClusterName(cluster);
        works.save(
                works.find(name, id(purpose))
                        .orElseGet(() -> first(name, purpose))
                        .requested(attempt, cache.generation()));
        said.ask(
                Topic.WORKS,
                new WorkRequested(
                        cache.subject(),
                        name,
                        id(purpose),
                        purpose,
                        0,
                        attempt,
                        manifests,
                        List.of(),
                        purpose.equals(HYDRATION),
                        tx.now()));
    }

    /** Takes the Job of an attempt away that does not count any more. */
    void giveUp(String cluster) {
        works.of(cache.uid(), cluster).stream()
                .filter(work -> work.purpose().equals(HYDRATION))
                .forEach(this::withdraw);
    }

    /** Takes the Job away, then the claim; true once nothing is left on the cluster. */
    boolean leave(String cluster) {
        var all = works.of(cache.uid(), cluster);
        for (var purpose : List.of(HYDRATION, CLAIM)) {
            for (var work : all) {
                if (work.purpose().equals(purpose) && work.phase() != Phase.REMOVED) {
                    withdraw(work);
                    return false;
                }
            }
        }
        for (var work : all) {
            said.unsay(Topic.WORKS, Slot.of(work.cluster(), work.work()));
            works.delete(work);
        }
        return true;
    }

    private void withdraw(WorkRow work) {
        if (work.isRequested()) {
            works.save(work.withdrawn());
            said.say(
                    Topic.WORKS,
                    new WorkWithdrawn(
                            cache.subject(),
                            work.cluster(),
                            work.work(),
                            work.purpose(),
                            tx.now()));
        }
    }

    private WorkRow first(ClusterName cluster, String purpose) {
        return new WorkRow(cluster, id(purpose), cache.uid(), purpose, 0, 0, Phase.REQUESTED, 0);
    }

    private WorkId id(String purpose) {
        return new WorkId(cache.uid().value() + "-" + purpose);
    }
}
