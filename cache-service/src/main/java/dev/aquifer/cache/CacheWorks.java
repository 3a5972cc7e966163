package dev.aquifer.cache;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cache.domain.Attempt;
import dev.aquifer.cache.domain.WorkerTask;
import dev.aquifer.cache.manifests.CacheManifests;
import dev.aquifer.cache.manifests.ObjectNames;
import dev.aquifer.cache.manifests.WorkerJob;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Works of one cache on each cluster: one with the claim, one with the Job of the current
 * attempt, one with the Job that looks after what is there.
 */
final class CacheWorks {
    static final String CLAIM = "claim";
    static final String HYDRATION = "hydration";
    static final String VERIFICATION = "verification";

    private final WorkerTerms terms;
    private final CacheRow cache;
    private final Works works;
    private final Said said;
    private final LedgerTransaction tx;

    CacheWorks(WorkerTerms terms, CacheRow cache, Said said, LedgerTransaction tx) {
        this.terms = terms;
        this.cache = cache;
        this.works = new Works(tx.jdbi());
        this.said = said;
        this.tx = tx;
    }

    /** Asks for the claim, and for the Job of an attempt. */
    void begin(String cluster, Attempt attempt, @Nullable String revision, int streams) {
        claim(cluster, attempt.number());
        var name =
                ObjectNames.hydration(
                        cache.resource().name(),
                        cache.uid().value(),
                        attempt.plan(),
                        attempt.number());
        var task =
                Sources.brought(cache.spec()) == null
                        ? new WorkerTask.Hydrate()
                        : new WorkerTask.Adopt();
        job(
                cluster,
                HYDRATION,
                name,
                new WorkerRequest(cache, attempt.number(), revision, streams, task));
    }

    /** Asks for a Job that looks after what is there. */
    void tend(
            String cluster, long attempt, @Nullable String revision, int streams, WorkerTask task) {
        var name = ObjectNames.verification(cache.resource().name(), cache.uid().value(), attempt);
        job(
                cluster,
                VERIFICATION,
                name,
                new WorkerRequest(cache, attempt, revision, streams, task));
    }

    private void job(String cluster, String purpose, String name, WorkerRequest asked) {
        var task = asked.task();
        var content = ObjectNames.content(name);
        var inputs =
                task.asksTheSource()
                        ? SourceInputs.of(
                                cache.spec().artifact().source(),
                                cache.resource().namespace(),
                                name,
                                content)
                        : SourceInputs.NONE;
        var worker =
                new WorkerJob(
                        name,
                        asked.json(terms),
                        claimName(cache),
                        task.onlyReads(),
                        !inputs.secrets().isEmpty(),
                        inputs.configMaps().isEmpty() ? null : content);
        var manifests = new CacheManifests(terms.settings().image()).job(cache.subject(), worker);
        request(cluster, purpose, asked.attempt(), manifests, inputs);
    }

    /** The claim that holds the artifact. */
    static String claimName(CacheRow cache) {
        return Objects.requireNonNullElseGet(
                Sources.brought(cache.spec()), () -> ObjectNames.claim(cache.resource().name()));
    }

    /** The highest number of an attempt there that was ever told, by a database since restored. */
    long issued(String cluster) {
        var name = new ClusterName(cluster);
        long requested = requested(name, HYDRATION);
        var slot = Slot.of(cache.resource(), "hydration", cluster);
        long told =
                said.last(Topic.CACHES, slot, CacheEvent.Hydration.class)
                        .filter(fact -> cache.uid().equals(fact.subject().uid()))
                        .map(CacheEvent.Hydration::attempt)
                        .orElse(0L);
        return Math.max(requested, told);
    }

    /** The highest number of a Job that looked after what is there. */
    long tended(String cluster) {
        return requested(new ClusterName(cluster), VERIFICATION);
    }

    private long requested(ClusterName cluster, String purpose) {
        return said.last(Topic.WORKS, Slot.of(cluster, id(purpose)), WorkRequested.class)
                .map(WorkRequested::attempt)
                .orElse(0L);
    }

    /** Asks for the claim as it is now, unless that was done for this edit. */
    void claim(String cluster, long attempt) {
        var pvc = cache.spec().storage().pvc();
        if (pvc == null || Sources.brought(cache.spec()) != null) {
            return; // users bring it
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
                new CacheManifests(terms.settings().image()).claim(cache.subject(), pvc),
                SourceInputs.NONE);
    }

    private void request(
            String cluster,
            String purpose,
            long attempt,
            List<JsonNode> manifests,
            SourceInputs inputs) {
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
                        inputs.secrets(),
                        // How far a verification is would be taken for how far the attempt of that
                        // number is.
                        purpose.equals(HYDRATION),
                        tx.now(),
                        inputs.configMaps().isEmpty() ? null : inputs.configMaps()));
    }

    /** Takes the Job of an attempt away that does not count any more. */
    void giveUp(String cluster) {
        withdraw(cluster, HYDRATION);
    }

    /** Takes the Job away that looks after what is there; true once it is gone. */
    boolean rest(String cluster) {
        withdraw(cluster, VERIFICATION);
        return works.find(new ClusterName(cluster), id(VERIFICATION))
                .filter(work -> work.phase() != Phase.REMOVED)
                .isEmpty();
    }

    /** Takes the claim away that was made before users brought one. */
    void dropClaim(String cluster) {
        withdraw(cluster, CLAIM);
    }

    private void withdraw(String cluster, String purpose) {
        works.find(new ClusterName(cluster), id(purpose)).ifPresent(this::withdraw);
    }

    /** Takes the Jobs away, then the claim; true once nothing is left on the cluster. */
    boolean leave(String cluster) {
        var all = works.of(cache.uid(), cluster);
        for (var purpose : List.of(VERIFICATION, HYDRATION, CLAIM)) {
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
        return new WorkRow(
                cluster, id(purpose), cache.uid(), purpose, 0, 0, Phase.REQUESTED, 0, null);
    }

    private WorkId id(String purpose) {
        return new WorkId(cache.uid().value() + "-" + purpose);
    }
}
