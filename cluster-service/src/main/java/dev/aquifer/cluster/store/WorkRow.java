package dev.aquifer.cluster.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.domain.Ownership.Newest;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkEvent.ConfigMapCopy;
import dev.aquifer.events.WorkEvent.SecretCopy;
import dev.aquifer.events.WorkId;
import dev.aquifer.ledger.Cause;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Work: what is wanted, what was applied, and what was said of it last.
 *
 * @param manifests as they were rendered when the Work was requested
 * @param version rises when something else is wanted
 * @param withdrawn whether nothing of it is to exist any more
 * @param removed whether nothing of it exists any more
 * @param applied objects, in the order in which they were made
 * @param appliedVersion the newest version that was applied as a whole; 0 before
 * @param observation published last
 * @param newest the newest that was ever wanted of it
 * @param results of its Jobs that ended, taken from their pods once
 */
public record WorkRow(
        ClusterName cluster,
        WorkId work,
        Subject subject,
        String purpose,
        long revision,
        long attempt,
        List<ObjectTree> manifests,
        List<SecretCopy> secrets,
        List<ConfigMapCopy> configMaps,
        boolean reportsProgress,
        String correlation,
        @Nullable String causation,
        long version,
        boolean withdrawn,
        boolean removed,
        List<Applied> applied,
        long appliedVersion,
        Optional<ObservationEvent> observation,
        Newest newest,
        List<JobResult> results) {

    /**
     * What came of a Job that ended. Once it is stored, the Job, its pod and its log may go.
     *
     * @param uid of the Job
     * @param report what its pod left; null when there was nothing
     * @param ended how it ended; null in what an early release stored
     */
    public record JobResult(String uid, @Nullable JsonNode report, @Nullable Ended ended) {
        public JobResult {
            report = report == null || report.isNull() ? null : report;
        }
    }

    /**
     * How a Job ended.
     *
     * @param job its namespace and name
     * @param attempt that it was made for
     * @param since when it ended; null when it does not say
     */
    public record Ended(
            String job,
            long attempt,
            Readiness readiness,
            String reason,
            String message,
            @Nullable Instant since) {}

    /** How the Job of that name ended that was made for this attempt, if that was taken. */
    public Optional<JobResult> ended(ObjectRef job) {
        var name = nameOf(job);
        return results.stream()
                .filter(
                        result ->
                                result.ended() != null
                                        && result.ended().job().equals(name)
                                        && result.ended().attempt() == attempt)
                .findFirst();
    }

    /** What {@link Ended} calls a Job. */
    public static String nameOf(ObjectRef job) {
        return job.namespace() + "/" + job.name();
    }

    /** What came of the Job of that uid, if that was taken. */
    public Optional<JobResult> result(String uid) {
        return results.stream().filter(result -> result.uid().equals(uid)).findFirst();
    }

    /** The marks of its objects. */
    public Ownership ownership() {
        return new Ownership(cluster, work, subject, revision, attempt);
    }

    /** The namespace in which its objects live. */
    public String namespace() {
        return subject.resource().namespace();
    }

    /** What was applied, by name. */
    public Map<ObjectRef, Applied> appliedByRef() {
        var byRef = new LinkedHashMap<ObjectRef, Applied>();
        applied.forEach(object -> byRef.put(object.ref(), object));
        return byRef;
    }

    /** What is said of it follows from the request for it. */
    public Cause cause() {
        return new Cause(correlation, causation, null);
    }
}
