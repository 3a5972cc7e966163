package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service wants on one cluster. The subject is the resource the Work belongs to. The
 * requester of a Work is the only one that writes it, and publishes the tombstone once it is
 * removed.
 */
public sealed interface WorkEvent extends Event {
    /** Where. */
    ClusterName cluster();

    /** Which Work. */
    WorkId work();

    @Override
    @JsonIgnore
    default Slot slot() {
        return Slot.of(cluster(), work());
    }

    /**
     * These objects are to exist on the cluster as they are written here.
     *
     * @param purpose what it is for, for people: claim, hydration, gang
     * @param revision of a deployment; 0 where there is none
     * @param attempt of a hydration, or how often a gang was rendered; echoed by observations, of
     *     which older ones do not count; 0 where there is none
     * @param manifests complete objects, in the order in which to create them; removed in reverse.
     *     Rendered once and stored by the requester
     * @param secrets copies to make while the Work exists and its Job, if it has one, is not over;
     *     only names travel
     * @param reportsProgress whether the log of its pods has JSON lines of progress to follow
     * @param configMaps copies to make for as long as those of Secrets; null for none
     */
    @EventType("aquifer.work.WorkRequested.v1")
    record WorkRequested(
            Subject subject,
            ClusterName cluster,
            WorkId work,
            String purpose,
            long revision,
            long attempt,
            List<JsonNode> manifests,
            List<SecretCopy> secrets,
            boolean reportsProgress,
            Instant since,
            @Nullable List<ConfigMapCopy> configMaps)
            implements WorkEvent {
        public WorkRequested {
            manifests = List.copyOf(manifests);
            secrets = List.copyOf(secrets);
            configMaps = configMaps == null ? null : List.copyOf(configMaps);
        }

        /** Without copies of ConfigMaps. */
        public WorkRequested(
                Subject subject,
                ClusterName cluster,
                WorkId work,
                String purpose,
                long revision,
                long attempt,
                List<JsonNode> manifests,
                List<SecretCopy> secrets,
                boolean reportsProgress,
                Instant since) {
            this(
                    subject,
                    cluster,
                    work,
                    purpose,
                    revision,
                    attempt,
                    manifests,
                    secrets,
                    reportsProgress,
                    since,
                    null);
        }
    }

    /**
     * A key of a Secret of the control cluster that the Work needs on the workload cluster.
     *
     * @param namespace of the Secret on the control cluster
     * @param name of the Secret on the control cluster
     * @param key in the Secret
     * @param targetName of the Secret on the workload cluster, in the namespace of the Work
     * @param targetKey in that Secret
     * @param optional whether the Work does without it where the Secret has no such key; null for
     *     no
     */
    record SecretCopy(
            String namespace,
            String name,
            String key,
            String targetName,
            String targetKey,
            @Nullable Boolean optional) {

        /** A key that the Secret has to have. */
        public SecretCopy(
                String namespace, String name, String key, String targetName, String targetKey) {
            this(namespace, name, key, targetName, targetKey, null);
        }
    }

    /**
     * A ConfigMap of the control cluster that the Work needs on the workload cluster, data and
     * binary data alike.
     *
     * @param namespace of the ConfigMap on the control cluster
     * @param name of the ConfigMap on the control cluster
     * @param key the only one to copy; null for all
     * @param targetName of the ConfigMap on the workload cluster, in the namespace of the Work
     */
    record ConfigMapCopy(String namespace, String name, @Nullable String key, String targetName) {}

    /** Nothing of the Work is to exist any more. */
    @EventType("aquifer.work.WorkWithdrawn.v1")
    record WorkWithdrawn(
            Subject subject, ClusterName cluster, WorkId work, String purpose, Instant since)
            implements WorkEvent {}
}
