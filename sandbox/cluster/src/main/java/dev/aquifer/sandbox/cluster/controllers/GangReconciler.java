package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
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
        api.create(GangObjects.service(gang));
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
            var fresh = GangObjects.leaders(gang);
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
        var wanted = GangObjects.leaders(gang);
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
                && !api.create(GangObjects.workers(gang, leader));
    }

    /** A member counts as lost only while it belongs to this very group, not to the one before. */
    private static boolean isLost(Pod member, Pod leader, Optional<StatefulSet> set) {
        var belongs =
                member.getMetadata().getUid().equals(leader.getMetadata().getUid())
                        || set.filter(workers -> Owners.owns(workers, member)).isPresent();
        return belongs && (Pods.anyRestarted(member) || Pods.isDeleting(member));
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
}
