package dev.aquifer.status.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds that can be asked for, by the names that kubectl takes for them. */
enum Kinds {
    INFERENCE_CLASS("InferenceClass", "inferenceclasses", "icl", false),
    INFERENCE_CLUSTER("InferenceCluster", "inferenceclusters", "ic", false),
    INFERENCE_GATEWAY("InferenceGateway", "inferencegateways", "ig", false),
    MODEL_CACHE("ModelCache", "modelcaches", "mc", true),
    MODEL_DEPLOYMENT("ModelDeployment", "modeldeployments", "md", true),
    MODEL_ENDPOINT("ModelEndpoint", "modelendpoints", "me", true),
    MODEL_REPLICA("ModelReplica", "modelreplicas", "mr", true),
    MODEL_SERVICE("ModelService", "modelservices", "ms", true);

    private static final String GROUP = ".modelplane.ai";

    private final String kind;
    private final String plural;
    private final String shortName;
    private final boolean namespaced;

    Kinds(String kind, String plural, String shortName, boolean namespaced) {
        this.kind = kind;
        this.plural = plural;
        this.shortName = shortName;
        this.namespaced = namespaced;
    }

    /**
     * The kind of that name: kind, singular, plural or short, with or without version and group.
     */
    static Optional<Kinds> named(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var bare =
                lower.endsWith(GROUP) ? lower.substring(0, lower.length() - GROUP.length()) : lower;
        var word = bare.indexOf('.') < 0 ? bare : bare.substring(0, bare.indexOf('.'));
        return Arrays.stream(values())
                .filter(
                        k ->
                                word.equals(k.shortName)
                                        || word.equals(k.plural)
                                        || word.equals(k.singular()))
                .findFirst();
    }

    String kind() {
        return kind;
    }

    String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }

    String plural() {
        return plural;
    }

    String shortName() {
        return shortName;
    }

    boolean namespaced() {
        return namespaced;
    }
}
