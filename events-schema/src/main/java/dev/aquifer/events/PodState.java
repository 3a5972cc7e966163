package dev.aquifer.events;

import org.jspecify.annotations.Nullable;

/**
 * A pod as its cluster reports it.
 *
 * @param name of the pod
 * @param uid the life of that name
 * @param index of the pod in its gang, 0 for the leader
 * @param node it runs on; null before it is scheduled
 * @param address of the pod; null before it has one
 * @param phase Pending, Running, Succeeded, Failed or Unknown
 * @param ready whether its Ready condition is True
 * @param restarts of its containers, together
 * @param reason why it waits or ended, in the cluster's words, for example Unschedulable,
 *     ImagePullBackOff; empty when there is nothing to say
 * @param message to the reason; empty when there is nothing to say
 */
public record PodState(
        String name,
        String uid,
        int index,
        @Nullable String node,
        @Nullable String address,
        String phase,
        boolean ready,
        int restarts,
        String reason,
        String message) {}
