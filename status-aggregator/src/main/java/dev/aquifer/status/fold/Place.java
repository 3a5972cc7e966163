package dev.aquifer.status.fold;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.Exclusion;
import dev.aquifer.events.ResourceRef;

/** Where an explanation can go on. */
sealed interface Place {
    /** A resource as a whole. */
    record Of(ResourceRef resource) implements Place {}

    /** What a cache is on one cluster. */
    record Staging(ResourceRef cache, ClusterName cluster) implements Place {}

    /** One replica of a deployment. */
    record Gang(ResourceRef deployment, String replica) implements Place {}

    /** A cluster that a deployment was not placed on. */
    record Excluded(ResourceRef deployment, Exclusion exclusion) implements Place {}

    /** Something that is named and does not exist. */
    record Missing(ResourceRef resource) implements Place {}
}
