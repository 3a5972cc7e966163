package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes a pod a member of a gang: its labels, and the environment that tells it of the others.
 */
final class GangPods {
    static final String PREFIX = "leaderworkerset.sigs.k8s.io/";
    static final String NAME = PREFIX + "name";
    static final String GROUP_INDEX = PREFIX + "group-index";
    static final String WORKER_INDEX = PREFIX + "worker-index";
    static final String GROUP_KEY = PREFIX + "group-key";
    static final String TEMPLATE = PREFIX + "template-revision-hash";
    static final String SIZE = PREFIX + "size";
    static final String LEADER_NAME = PREFIX + "leader-name";
    static final String REPLICAS = PREFIX + "replicas";

    private GangPods() {}

    static @Nullable String label(HasMetadata object, String name) {
        var labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(name);
    }

    static boolean isLeader(Pod pod) {
        return "0".equals(label(pod, WORKER_INDEX));
    }

    /** Completes a pod of a gang's set; any other pod stays as it is. */
    static Pod inject(Pod pod) {
        var gang = label(pod, NAME);
        if (gang == null) {
            return pod;
        }
        var name = pod.getMetadata().getName();
        var namespace = pod.getMetadata().getNamespace();
        var index = name.substring(name.lastIndexOf('-') + 1);
        var leader = isLeader(pod);
        var builder = new PodBuilder(pod);
        if (leader) {
            builder.editMetadata()
                    .addToLabels(GROUP_INDEX, index)
                    .addToLabels(GROUP_KEY, Revisions.sha1(namespace + '/' + name))
                    .endMetadata();
        } else {
            builder.editMetadata().addToLabels(WORKER_INDEX, index).endMetadata();
        }
        var annotations =
                Objects.requireNonNullElse(
                        pod.getMetadata().getAnnotations(), Map.<String, String>of());
        var leaderName = leader ? name : annotations.getOrDefault(LEADER_NAME, name);
        var environment =
                List.of(
                        variable(
                                "LWS_LEADER_ADDRESS",
                                leaderName + '.' + pod.getSpec().getSubdomain() + '.' + namespace),
                        variable("LWS_GROUP_SIZE", annotations.getOrDefault(SIZE, "1")),
                        variable("LWS_WORKER_INDEX", leader ? "0" : index));
        return builder.editSpec()
                .withContainers(with(environment, pod.getSpec().getContainers()))
                .withInitContainers(with(environment, pod.getSpec().getInitContainers()))
                .endSpec()
                .build();
    }

    private static List<Container> with(List<EnvVar> environment, List<Container> containers) {
        return containers.stream()
                .map(
                        container -> {
                            var all = new ArrayList<>(environment);
                            container.getEnv().stream()
                                    .filter(
                                            own ->
                                                    environment.stream()
                                                            .noneMatch(
                                                                    given ->
                                                                            given.getName()
                                                                                    .equals(
                                                                                            own
                                                                                                    .getName())))
                                    .forEach(all::add);
                            return new ContainerBuilder(container).withEnv(all).build();
                        })
                .toList();
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }
}
