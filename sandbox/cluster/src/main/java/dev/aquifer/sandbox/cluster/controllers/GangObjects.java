package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import java.util.Objects;

/**
 * What is made for a gang: a set of leaders, a set of workers for each leader, and a name for all
 * of them.
 */
final class GangObjects {
    private GangObjects() {}

    static StatefulSet leaders(Gang gang) {
        var template = gang.template(true);
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(gang.name())
                .withNamespace(gang.namespace())
                .addToLabels(GangPods.NAME, gang.name())
                .addToLabels(GangPods.TEMPLATE, gang.revision())
                .addToAnnotations(GangPods.REPLICAS, Integer.toString(gang.replicas()))
                .withOwnerReferences(Owners.reference(gang.object()))
                .endMetadata()
                .withNewSpec()
                .withReplicas(gang.replicas())
                .withServiceName(gang.name())
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(Map.of(GangPods.NAME, gang.name(), GangPods.WORKER_INDEX, "0"))
                .endSelector()
                .withTemplate(template)
                .editTemplate()
                .editOrNewMetadata()
                .addToLabels(GangPods.NAME, gang.name())
                .addToLabels(GangPods.TEMPLATE, gang.revision())
                .addToLabels(GangPods.WORKER_INDEX, "0")
                .addToAnnotations(GangPods.SIZE, Integer.toString(gang.size()))
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    static StatefulSet workers(Gang gang, Pod leader) {
        var labels =
                Map.of(
                        GangPods.NAME, gang.name(),
                        GangPods.GROUP_INDEX,
                                Objects.requireNonNull(
                                        GangPods.label(leader, GangPods.GROUP_INDEX)),
                        GangPods.GROUP_KEY,
                                Objects.requireNonNull(GangPods.label(leader, GangPods.GROUP_KEY)));
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(leader.getMetadata().getName())
                .withNamespace(gang.namespace())
                .addToLabels(labels)
                .addToLabels(GangPods.TEMPLATE, gang.revision())
                .withOwnerReferences(Owners.reference(leader))
                .endMetadata()
                .withNewSpec()
                .withReplicas(gang.size() - 1)
                .withNewOrdinals(1)
                .withServiceName(gang.name())
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withTemplate(gang.template(false))
                .editTemplate()
                .editOrNewMetadata()
                .addToLabels(labels)
                .addToLabels(GangPods.TEMPLATE, gang.revision())
                .addToAnnotations(GangPods.SIZE, Integer.toString(gang.size()))
                .addToAnnotations(GangPods.LEADER_NAME, leader.getMetadata().getName())
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    static Service service(Gang gang) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(gang.name())
                .withNamespace(gang.namespace())
                .addToLabels(GangPods.NAME, gang.name())
                .withOwnerReferences(Owners.reference(gang.object()))
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .addToSelector(GangPods.NAME, gang.name())
                .endSpec()
                .build();
    }
}
