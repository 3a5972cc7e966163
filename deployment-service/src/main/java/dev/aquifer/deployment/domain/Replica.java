package dev.aquifer.deployment.domain;

import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import java.util.List;

/**
 * A replica and what is known of it. Its GPUs are taken until it is gone.
 *
 * @param leaving whether it is being removed
 */
public record Replica(
        Seat seat, Load load, boolean leaving, CacheUse use, GangWork work, Endpoint endpoint) {

    /** Whose it is, and where. Stays as it is. */
    public record Seat(Uid deployment, String name, ClusterName cluster) {}

    /** What it is to run, and what that takes. */
    public record Load(long revision, int gpus, int pods) {}

    /** A replica that was just scheduled. */
    public static Replica scheduled(Seat seat, Load load) {
        return new Replica(
                seat, load, false, new CacheUse.Asked(), new GangWork.None(), new Endpoint.None());
    }

    /** Its name. */
    public String name() {
        return seat.name();
    }

    /** Where it is. */
    public ClusterName cluster() {
        return seat.cluster();
    }

    /** It is to run another revision. */
    public Replica carrying(Load other) {
        return new Replica(seat, other, leaving, use, work, endpoint);
    }

    /** It is to go; requests are not sent there any more. */
    public Replica leave() {
        return new Replica(seat, load, true, use, work, new Endpoint.None());
    }

    /** It is to mount another cache: what was answered about the former one does not count. */
    public Replica withoutGrant() {
        return with(new CacheUse.Asked());
    }

    /** Its cache may be mounted so. */
    public Replica granted(CacheUseGranted fact) {
        return with(use.granted(fact));
    }

    /** Its cache may not be mounted now. */
    public Replica refused(String message) {
        return with(use.refused(message));
    }

    private Replica with(CacheUse other) {
        return new Replica(seat, load, leaving, other, work, endpoint);
    }

    /** A Work was requested anew: no address of the former rendering counts. */
    public Replica requested(WorkId id, String revisionAndMount, long rendering) {
        return new Replica(
                seat,
                load,
                leaving,
                use,
                work.request(id, revisionAndMount, rendering),
                new Endpoint.None());
    }

    /**
     * Whether an observation speaks of what the Work is now. That nothing is left is so whatever
     * was rendered.
     */
    public boolean isOfNow(ObservationEvent observation) {
        return (leaving && observation instanceof ObservationEvent.WorkRemoved)
                || work.isOfNow(observation);
    }

    /** This was seen of its Work. */
    public Replica observed(ObservationEvent observation) {
        return new Replica(seat, load, leaving, use, work.observed(observation), endpoint);
    }

    /** The gang is ready under that address. */
    public Replica ready(String url) {
        return new Replica(seat, load, leaving, use, work.ready(), endpoint.ready(url));
    }

    /** The gang cannot be reached (any more). */
    public Replica notReady() {
        return new Replica(seat, load, leaving, use, work, new Endpoint.None());
    }

    /** The engine at that address listed these. */
    public Replica answered(String url, List<String> models) {
        return new Replica(seat, load, leaving, use, work, endpoint.answered(url, models));
    }
}
