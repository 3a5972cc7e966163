package dev.aquifer.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * LeaderWorkerSets: a set of leaders, and for each leader that is there a set of its workers. A
 * group of which a member was lost or restarted is made anew as a whole.
 */
final class GangReconciler implements Reconciler {
    static final ResourceDefinitionContext KIND =
            new ResourceDefinitionContext.Builder()
                    .withGroup("leaderworkerset.x-k8s.io")
                    .withVersion("v1")
                    .withKind("LeaderWorkerSet")
                    .withPlural("leaderworkersets")
                    .withNamespaced(true)
                    .build();
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Api api;

    GangReconciler(Api api) {
        this.api = api;
    }

    /** What a LeaderWorkerSet wants, read once. */
    record Gang(GenericKubernetesResource object, JsonNode spec, String revision) {
        static Gang of(GenericKubernetesResource object, Api api) {
            JsonNode tree =
                    api.client()
                            .getKubernetesSerialization()
                            .convertValue(object.getAdditionalProperties(), JsonNode.class);
            var spec = tree.path("spec");
            return new Gang(object, spec, Revisions.of(spec.path("leaderWorkerTemplate")));
        }

        String name() {
            return object.getMetadata().getName();
        }

        String namespace() {
            return object.getMetadata().getNamespace();
        }

        int replicas() {
            return spec.path("replicas").asInt(1);
        }

        int size() {
            return spec.path("leaderWorkerTemplate").path("size").asInt(1);
        }

        boolean workersWaitForLeader() {
            return spec.path("startupPolicy").asText().equals("LeaderReady");
        }

        boolean recreates() {
            return !spec.path("leaderWorkerTemplate").path("restartPolicy").asText().equals("None");
        }

        PodTemplateSpec template(Api api, boolean leader) {
            var both = spec.path("leaderWorkerTemplate");
            var template =
                    leader && both.has("leaderTemplate")
                            ? both.path("leaderTemplate")
                            : both.path("workerTemplate");
            return api.client()
                    .getKubernetesSerialization()
                    .convertValue(template, PodTemplateSpec.class);
        }
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var object =
                api.client()
                        .genericKubernetesResources(KIND)
                        .inNamespace(key.namespace())
                        .withName(key.name())
                        .get();
        if (object == null || Pods.isDeleting(object)) {
            return Optional.empty();
        }
        var gang = Gang.of(object, api);
        api.create(service(gang));
        var leaders = leaders(gang);
        var pods =
                api.client()
                        .pods()
                        .inNamespace(gang.namespace())
                        .withLabel(GangPods.NAME, gang.name())
                        .list()
                        .getItems();
        var sets = workerSets(gang);
        var again = false;
        for (var leader : pods.stream().filter(GangPods::isLeader).toList()) {
            again |= group(gang, leader, pods, sets);
        }
        removeStrays(pods, sets);
        new GangReport(api, gang).write(leaders, pods, sets);
        return again ? Optional.of(SOON) : Optional.empty();
    }

    private StatefulSet leaders(Gang gang) {
        var sets = api.client().apps().statefulSets().inNamespace(gang.namespace());
        var known = sets.withName(gang.name()).get();
        if (known == null) {
            var fresh = leaderSet(gang);
            if (api.create(fresh)) {
                api.events()
                        .normal(
                                gang.object(),
                                "",
                                "GroupsProgressing",
                                "Created leader statefulset " + gang.name());
            }
            return fresh;
        }
        var stale =
                !gang.revision().equals(GangPods.label(known, GangPods.TEMPLATE))
                        || !Objects.equals(gang.replicas(), known.getSpec().getReplicas());
        if (!stale || !Owners.owns(gang.object(), known)) {
            return known;
        }
        var wanted = leaderSet(gang);
        return api.client()
                .resource(
                        new StatefulSetBuilder(known)
                                .editMetadata()
                                .addToLabels(wanted.getMetadata().getLabels())
                                .addToAnnotations(wanted.getMetadata().getAnnotations())
                                .endMetadata()
                                .editSpec()
                                .withReplicas(gang.replicas())
                                .withTemplate(wanted.getSpec().getTemplate())
                                .endSpec()
                                .build())
                .update();
    }

    private StatefulSet leaderSet(Gang gang) {
        var template = gang.template(api, true);
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

    /** One group; true if it has to be looked at again soon. */
    private boolean group(Gang gang, Pod leader, List<Pod> pods, List<StatefulSet> sets) {
        if (Pods.isDeleting(leader)) {
            return false;
        }
        var members =
                pods.stream()
                        .filter(
                                pod ->
                                        Objects.equals(
                                                GangPods.label(pod, GangPods.GROUP_KEY),
                                                GangPods.label(leader, GangPods.GROUP_KEY)))
                        .toList();
        var set = sets.stream().filter(known -> Owners.owns(leader, known)).findFirst();
        if (gang.recreates() && members.stream().anyMatch(member -> isLost(member, leader, set))) {
            api.events()
                    .normal(
                            gang.object(),
                            "",
                            "RecreateGroupOnPodRestart",
                            "Recreating group of "
                                    + leader.getMetadata().getName()
                                    + ": a pod of it was lost or restarted");
            set.ifPresent(api::delete);
            members.stream().filter(member -> !GangPods.isLeader(member)).forEach(api::delete);
            api.delete(leader);
            return true;
        }
        var current = gang.revision().equals(GangPods.label(leader, GangPods.TEMPLATE));
        if (set.isPresent() || gang.size() < 2 || !current) {
            return false;
        }
        return (!gang.workersWaitForLeader() || Pods.isReady(leader))
                && !api.create(workerSet(gang, leader));
    }

    /** A member counts as lost only while it belongs to this very group, not to the one before. */
    private static boolean isLost(Pod member, Pod leader, Optional<StatefulSet> set) {
        var belongs =
                member.getMetadata().getUid().equals(leader.getMetadata().getUid())
                        || set.filter(workers -> Owners.owns(workers, member)).isPresent();
        return belongs && (Pods.anyRestarted(member) || Pods.isDeleting(member));
    }

    private StatefulSet workerSet(Gang gang, Pod leader) {
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
                .withTemplate(gang.template(api, false))
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

    private List<StatefulSet> workerSets(Gang gang) {
        return api.client()
                .apps()
                .statefulSets()
                .inNamespace(gang.namespace())
                .withLabel(GangPods.NAME, gang.name())
                .withLabel(GangPods.GROUP_KEY)
                .list()
                .getItems();
    }

    /** Sets of workers whose leader is gone go too, and then pods whose set is gone. */
    private void removeStrays(List<Pod> pods, List<StatefulSet> sets) {
        for (var set : sets) {
            if (pods.stream().noneMatch(pod -> Owners.owns(pod, set)) && !Pods.isDeleting(set)) {
                api.delete(set);
            }
        }
        for (var pod : pods) {
            if (!GangPods.isLeader(pod)
                    && sets.stream().noneMatch(set -> Owners.owns(set, pod))
                    && !Pods.isDeleting(pod)) {
                api.delete(pod);
            }
        }
    }

    private static io.fabric8.kubernetes.api.model.Service service(Gang gang) {
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
