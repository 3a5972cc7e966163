package dev.aquifer.bridge.domain;

import java.util.Arrays;
import java.util.Optional;

/** Our kinds on the control API. */
public enum Kind {
    /** A class of hardware. */
    INFERENCE_CLASS("InferenceClass", "inferenceclasses", false, true),
    /** A workload cluster. */
    INFERENCE_CLUSTER("InferenceCluster", "inferenceclusters", false, true),
    /** The address in front of all services. */
    INFERENCE_GATEWAY("InferenceGateway", "inferencegateways", false, true),
    /** An artifact that is wanted on clusters. */
    MODEL_CACHE("ModelCache", "modelcaches", true, true),
    /** A model to be served. */
    MODEL_DEPLOYMENT("ModelDeployment", "modeldeployments", true, true),
    /** One address in front of endpoints. */
    MODEL_SERVICE("ModelService", "modelservices", true, true),
    /** One place that serves; made by hand, or declared by a deployment. */
    MODEL_ENDPOINT("ModelEndpoint", "modelendpoints", true, true),
    /** One replica of a deployment; always declared, so never published. */
    MODEL_REPLICA("ModelReplica", "modelreplicas", true, false);

    /** The API group of all of them. */
    public static final String GROUP = "modelplane.ai";

    /** The version of the group that is spoken. */
    public static final String VERSION = "v1alpha1";

    private final String kindName;
    private final String plural;
    private final boolean namespaced;
    private final boolean published;

    Kind(String kindName, String plural, boolean namespaced, boolean published) {
        this.kindName = kindName;
        this.plural = plural;
        this.namespaced = namespaced;
        this.published = published;
    }

    /** As in manifests, for example ModelCache. */
    public String kindName() {
        return kindName;
    }

    /** As in paths, for example modelcaches. */
    public String plural() {
        return plural;
    }

    /** Whether objects of it live in a namespace. */
    public boolean namespaced() {
        return namespaced;
    }

    /** Whether users want things by it, so that it goes to the bus. */
    public boolean published() {
        return published;
    }

    /** Whether deployments declare such. */
    public boolean declarable() {
        return this == MODEL_REPLICA || this == MODEL_ENDPOINT;
    }

    /** The kind of that name; empty for a stranger. */
    public static Optional<Kind> named(String kindName) {
        return Arrays.stream(values()).filter(kind -> kind.kindName.equals(kindName)).findFirst();
    }
}
