package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of clusters and hardware classes. The subject is an InferenceCluster or InferenceClass. */
public sealed interface ClusterEvent extends Event {

    /** Whether the cluster can be used, and if not, why not. */
    sealed interface Reachability extends ClusterEvent {
        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "reachability");
        }
    }

    /**
     * The cluster cannot be used yet.
     *
     * @param reason a reason of the condition ClusterReady, for example WaitingForClasses,
     *     SecretMissing, InvalidKubeconfig, Provisioning
     * @param message what is missing and what to do
     */
    @EventType("aquifer.cluster.ClusterProvisioning.v1")
    record ClusterProvisioning(Subject subject, String reason, String message, Instant since)
            implements Reachability {}

    /**
     * The cluster answers and may be used.
     *
     * @param kubernetesVersion as the cluster says, for example v1.33.1
     * @param capabilities API groups and features that gates ask for, for example LeaderWorkerSet
     */
    @EventType("aquifer.cluster.ClusterReady.v1")
    record ClusterReady(
            Subject subject, String kubernetesVersion, List<String> capabilities, Instant since)
            implements Reachability {
        public ClusterReady {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * The cluster does not answer. Unreachable is never gone: nothing is deleted or moved because
     * of it.
     *
     * @param lastSeen when it answered last; null when it never did
     */
    @EventType("aquifer.cluster.ClusterUnreachable.v1")
    record ClusterUnreachable(
            Subject subject, String message, @Nullable Instant lastSeen, Instant since)
            implements Reachability {}

    /** A part of the spec that is admitted but not carried out yet. */
    @EventType("aquifer.cluster.ClusterUnimplemented.v1")
    record ClusterUnimplemented(Subject subject, String feature, String message, Instant since)
            implements Reachability {}

    /** Whether shared storage can be had. */
    sealed interface Storage extends ClusterEvent {
        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "storage");
        }
    }

    /**
     * Storage classes seen on the cluster.
     *
     * @param storageClasses their names, sorted
     */
    @EventType("aquifer.cluster.ClusterStorageReady.v1")
    record ClusterStorageReady(Subject subject, List<String> storageClasses, Instant since)
            implements Storage {
        public ClusterStorageReady {
            storageClasses = storageClasses.stream().sorted().toList();
        }
    }

    /** The storage that the spec names cannot be had. */
    @EventType("aquifer.cluster.ClusterStorageFailed.v1")
    record ClusterStorageFailed(Subject subject, String reason, String message, Instant since)
            implements Storage {}

    /** What the cluster's nodes can hold, as observed. */
    @EventType("aquifer.cluster.ClusterCapacityObserved.v1")
    record ClusterCapacityObserved(Subject subject, List<NodePool> pools, Instant since)
            implements ClusterEvent {
        public ClusterCapacityObserved {
            pools = List.copyOf(pools);
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "capacity");
        }
    }

    /**
     * Nodes of one kind.
     *
     * @param name of the pool, the label {@code modelplane.ai/pool} of its nodes
     * @param className the InferenceClass the spec names for it; empty when the pool is not in the
     *     spec
     * @param acceleratorType the class's accelerator; empty for brought clusters that name none
     * @param memory of one GPU as the class says, for example 24Gi; empty when unknown
     * @param gpusPerNode allocatable GPUs of each node
     * @param nodes that are Ready
     */
    record NodePool(
            String name,
            String className,
            String acceleratorType,
            String memory,
            int gpusPerNode,
            int nodes) {}

    /**
     * cluster-service holds a session on the cluster. Renewed each 10 s while the cluster answers.
     *
     * @param session rises with each new session; observations of older ones are dropped
     * @param observedAt when the cluster answered
     */
    @EventType("aquifer.cluster.ClusterSessionRenewed.v1")
    record ClusterSessionRenewed(Subject subject, long session, Instant observedAt, Instant since)
            implements ClusterEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "session");
        }
    }

    /**
     * Nothing was heard of the cluster for too long: neither that it is well nor that it is not.
     */
    @EventType("aquifer.cluster.ClusterSilent.v1")
    record ClusterSilent(Subject subject, long session, Instant lastSeen, Instant since)
            implements ClusterEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "silence");
        }
    }

    /** How far the deletion of a cluster or class is. */
    sealed interface Deletion extends ClusterEvent {
        @Override
        @JsonIgnore
        default Slot slot() {
            return Slot.of(subject().resource(), "deletion");
        }
    }

    /** The deletion waits for others, who are named. */
    @EventType("aquifer.cluster.ClusterDeletionBlocked.v1")
    record ClusterDeletionBlocked(Subject subject, List<String> blockers, Instant since)
            implements Deletion {
        public ClusterDeletionBlocked {
            blockers = List.copyOf(blockers);
        }
    }

    /** Nothing of the cluster is held any more. */
    @EventType("aquifer.cluster.ClusterRemoved.v1")
    record ClusterRemoved(Subject subject, Instant since) implements Deletion {}

    /** The class can be named by node pools. */
    @EventType("aquifer.class.ClassAccepted.v1")
    record ClassAccepted(Subject subject, Instant since) implements ClusterEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "acceptance");
        }
    }

    /** The class is gone and no pool names it. */
    @EventType("aquifer.class.ClassRemoved.v1")
    record ClassRemoved(Subject subject, Instant since) implements Deletion {}
}
