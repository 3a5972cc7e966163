package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cluster-service did and saw of a Work. The subject is that of the Work. */
public sealed interface ObservationEvent extends Event {
    /** Where. */
    ClusterName cluster();

    /** Which Work. */
    WorkId work();

    /** Of the WorkRequested that this answers; observations of an older attempt are dropped. */
    long attempt();

    /** The session on the cluster; observations of an older session are dropped. */
    long session();

    @Override
    @JsonIgnore
    default Slot slot() {
        return Slot.of(cluster(), work());
    }

    /** All objects were accepted by the cluster; nothing was seen of them yet. */
    @EventType("aquifer.work.WorkApplied.v1")
    record WorkApplied(
            Subject subject,
            ClusterName cluster,
            WorkId work,
            long attempt,
            long session,
            Instant since)
            implements ObservationEvent {}

    /**
     * How the objects are.
     *
     * @param objects one for each manifest, in that order
     * @param observedAt when the cluster said so
     * @param inputs what of the control cluster the Work uses, said again when one changes, also
     *     after its Job is over; null from writers that do not say
     * @param reasons what keeps the Work from being as it is wanted, beyond what its objects say;
     *     null for nothing
     */
    @EventType("aquifer.work.WorkObserved.v1")
    record WorkObserved(
            Subject subject,
            ClusterName cluster,
            WorkId work,
            long attempt,
            long session,
            List<ObservedObject> objects,
            Instant observedAt,
            Instant since,
            @Nullable List<Input> inputs,
            @Nullable List<Reason> reasons)
            implements ObservationEvent {
        public WorkObserved {
            objects = List.copyOf(objects);
            inputs = inputs == null ? null : List.copyOf(inputs);
            reasons = reasons == null ? null : List.copyOf(reasons);
        }

        /** Without inputs and reasons. */
        public WorkObserved(
                Subject subject,
                ClusterName cluster,
                WorkId work,
                long attempt,
                long session,
                List<ObservedObject> objects,
                Instant observedAt,
                Instant since) {
            this(subject, cluster, work, attempt, session, objects, observedAt, since, null, null);
        }
    }

    /**
     * A Secret or ConfigMap of the control cluster, as it was copied last.
     *
     * @param kind Secret or ConfigMap
     * @param version changes when the content does and says nothing about it; empty while it is
     *     missing
     */
    record Input(String kind, String namespace, String name, String version) {}

    /**
     * What keeps a Work from being as it is wanted.
     *
     * @param code for example SecretMissing, ConfigMapMissing, ClaimMissing
     * @param object kind/namespace/name that it is about
     * @param message for people, without secrets
     */
    record Reason(String code, String object, String message) {}

    /**
     * An object as its cluster reports it.
     *
     * @param readiness computed per kind from what that kind really reports
     * @param reason in the cluster's words, for example Pending, BackoffLimitExceeded; empty when
     *     there is nothing to say
     * @param message to the reason
     * @param pods that belong to it, by index
     * @param report what a pod of a finished Job left as its termination message, when that is JSON
     * @param since when the readiness began, by the object's own times where it has them
     * @param plan what a pod of a Job that runs said that it will do, where its Work reports
     *     progress; null before, and once there is a report
     * @param throttledSince when the origin first asked a pod of a Job that runs to slow down,
     *     where its Work reports progress; null before, and once there is a report
     */
    record ObservedObject(
            String apiVersion,
            String kind,
            String namespace,
            String name,
            Readiness readiness,
            String reason,
            String message,
            List<PodState> pods,
            @Nullable JsonNode report,
            Instant since,
            @Nullable JsonNode plan,
            @Nullable Instant throttledSince) {
        public ObservedObject {
            pods = List.copyOf(pods);
        }

        /** An object whose pods say nothing while they run. */
        public ObservedObject(
                String apiVersion,
                String kind,
                String namespace,
                String name,
                Readiness readiness,
                String reason,
                String message,
                List<PodState> pods,
                @Nullable JsonNode report,
                Instant since) {
            this(
                    apiVersion,
                    kind,
                    namespace,
                    name,
                    readiness,
                    reason,
                    message,
                    pods,
                    report,
                    since,
                    null,
                    null);
        }
    }

    /** Whether an object does what it is for. */
    enum Readiness {
        /** The object does not exist (any more). */
        ABSENT,
        /** It is on its way. */
        PROGRESSING,
        /** A claim is Bound, a Job Complete, all pods of a gang Ready, other kinds exist. */
        READY,
        /** It ended and will not become ready by itself. */
        FAILED
    }

    /**
     * The cluster (or a rule of ours) refused an object.
     *
     * @param object kind/name
     * @param code for example Invalid, Forbidden, NoSuchKind, Conflict, SecretMissing,
     *     ConfigMapMissing
     * @param message in the API server's own words
     * @param retryable whether the same may succeed later without an edit
     */
    @EventType("aquifer.work.WorkRejected.v1")
    record WorkRejected(
            Subject subject,
            ClusterName cluster,
            WorkId work,
            long attempt,
            long session,
            String object,
            String code,
            String message,
            boolean retryable,
            Instant since)
            implements ObservationEvent {}

    /**
     * Nothing of the Work exists on the cluster any more; its pods ended, too.
     *
     * @param reason why nothing exists: Withdrawn (it was taken away), NeverApplied (there was
     *     nothing to take away), ClusterGone (the cluster was withdrawn and does not answer: it was
     *     given up, and nobody looked); null from writers that do not say
     */
    @EventType("aquifer.work.WorkRemoved.v1")
    record WorkRemoved(
            Subject subject,
            ClusterName cluster,
            WorkId work,
            long attempt,
            long session,
            Instant since,
            @Nullable String reason)
            implements ObservationEvent {

        /** Without a reason. */
        public WorkRemoved(
                Subject subject,
                ClusterName cluster,
                WorkId work,
                long attempt,
                long session,
                Instant since) {
            this(subject, cluster, work, attempt, session, since, null);
        }
    }
}
