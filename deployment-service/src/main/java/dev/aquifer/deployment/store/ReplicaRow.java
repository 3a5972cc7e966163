package dev.aquifer.deployment.store;

import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A replica and what is known of it. GPUs of a row are taken until the row is gone.
 *
 * @param revision that it is to run
 * @param leaving whether it is being removed
 * @param grant the newest one of its cache
 * @param work what was requested of the cluster; empty before the first request
 * @param rendering counts how often the Work was rendered; it is the attempt that observations
 *     echo, and those of older ones do not count
 * @param renderedFor revision and mount that the Work was rendered for
 * @param refusal why the cache may not be mounted now
 * @param observation the newest one of the Work
 * @param wasReady whether this rendering of the gang was ready once
 * @param url of the engine's API, while the gang is ready
 * @param models what the engine listed, once it answered
 */
public record ReplicaRow(
        Uid deployment,
        String name,
        ClusterName cluster,
        long revision,
        int gpus,
        int pods,
        boolean leaving,
        Optional<CacheUseGranted> grant,
        Optional<WorkId> work,
        long rendering,
        @Nullable String renderedFor,
        @Nullable String refusal,
        Optional<ObservationEvent> observation,
        boolean wasReady,
        @Nullable String url,
        @Nullable List<String> models) {

    /** A replica that was just scheduled. */
    public static ReplicaRow scheduled(
            Uid deployment, String name, ClusterName cluster, long revision, int gpus, int pods) {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                false,
                Optional.empty(),
                Optional.empty(),
                0,
                null,
                null,
                Optional.empty(),
                false,
                null,
                null);
    }

    /** It is to run another revision. */
    public ReplicaRow of(long newRevision, int newGpus, int newPods) {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                newRevision,
                newGpus,
                newPods,
                leaving,
                grant,
                work,
                rendering,
                renderedFor,
                refusal,
                observation,
                wasReady,
                url,
                models);
    }

    /** It is to mount another cache: a grant of the former one does not count. */
    public ReplicaRow withoutGrant() {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                leaving,
                Optional.empty(),
                work,
                rendering,
                renderedFor,
                null,
                observation,
                wasReady,
                url,
                models);
    }

    /** It is to go. */
    public ReplicaRow leave() {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                true,
                grant,
                work,
                rendering,
                renderedFor,
                refusal,
                observation,
                wasReady,
                null,
                null);
    }

    /** Its cache may be mounted so. */
    public ReplicaRow granted(CacheUseGranted newGrant) {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                leaving,
                Optional.of(newGrant),
                work,
                rendering,
                renderedFor,
                null,
                observation,
                wasReady,
                url,
                models);
    }

    /** Its cache may not be mounted now. */
    public ReplicaRow refused(String message) {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                leaving,
                grant,
                work,
                rendering,
                renderedFor,
                message,
                observation,
                wasReady,
                url,
                models);
    }

    /** A Work was requested anew: what was seen of an older one does not count. */
    public ReplicaRow requested(WorkId newWork, String forWhat) {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                leaving,
                grant,
                Optional.of(newWork),
                rendering + 1,
                forWhat,
                null,
                Optional.empty(),
                false,
                null,
                null);
    }

    /**
     * Whether an observation speaks of what the Work is now: of its newest rendering, and not of an
     * older session than the last one. That nothing is left is so whatever was rendered.
     */
    public boolean isOfNow(ObservationEvent seen) {
        if (leaving && seen instanceof ObservationEvent.WorkRemoved) {
            return true;
        }
        return seen.attempt() == rendering
                && observation.map(o -> o.session() <= seen.session()).orElse(true);
    }

    /** This was seen of the Work. */
    public ReplicaRow observed(ObservationEvent seen) {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                leaving,
                grant,
                work,
                rendering,
                renderedFor,
                refusal,
                Optional.of(seen),
                wasReady,
                url,
                models);
    }

    /** The gang is ready under that address; what another address answered does not count. */
    public ReplicaRow ready(String newUrl) {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                leaving,
                grant,
                work,
                rendering,
                renderedFor,
                refusal,
                observation,
                true,
                newUrl,
                newUrl.equals(url) ? models : null);
    }

    /** The gang is not ready (any more). */
    public ReplicaRow notReady() {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                leaving,
                grant,
                work,
                rendering,
                renderedFor,
                refusal,
                observation,
                wasReady,
                null,
                null);
    }

    /** The engine answered and listed these. */
    public ReplicaRow answered(List<String> listed) {
        return new ReplicaRow(
                deployment,
                name,
                cluster,
                revision,
                gpus,
                pods,
                leaving,
                grant,
                work,
                rendering,
                renderedFor,
                refusal,
                observation,
                wasReady,
                url,
                listed);
    }
}
