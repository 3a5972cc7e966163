package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ClusterPlan;
import dev.aquifer.cluster.store.ClassRow;
import dev.aquifer.cluster.store.ClusterRow;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.events.spec.InferenceClusterSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the specs of clusters ask for. */
final class Plans {
    private Plans() {}

    /**
     * The plan for a cluster. One that was adopted before does not wait for classes: a missing
     * input never gives up what exists.
     */
    static ClusterPlan of(Transactions transactions, ClusterRow row) {
        var classes =
                transactions.read(
                        handle ->
                                ClusterStore.classes(handle).stream()
                                        .map(ClassRow::name)
                                        .collect(Collectors.toSet()));
        var existing = Optional.ofNullable(row.spec().cluster().existing());
        var secret = existing.map(InferenceClusterSpec.Existing::secretRef);
        return ClusterPlan.of(
                row.spec().cluster().source(),
                secret.map(InferenceClusterSpec.SecretKey::name).orElse(""),
                secret.map(InferenceClusterSpec.SecretKey::key).orElse(""),
                row.lastSeen().isPresent() ? List.of() : named(row),
                classes);
    }

    private static List<String> named(ClusterRow row) {
        return row.spec().pools().stream()
                .map(InferenceClusterSpec.NodePool::inferenceClass)
                .toList();
    }
}
