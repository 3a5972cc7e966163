package dev.aquifer.bridge.domain;

/** What the bridge writes on objects, and looks for on them. */
public final class Marks {
    /** Holds an object until its owner removed what it made. */
    public static final String FINALIZER = "aquifer.dev/finalizer";

    /** Label of what the bridge makes for a deployment: the deployment's uid. */
    public static final String DECLARED_BY = "aquifer.dev/declared-by";

    /** Annotation of the same: which declaration was applied last. */
    public static final String DECLARATION = "aquifer.dev/declaration";

    /** Annotation: the request of a user that an edit belongs to. */
    public static final String CORRELATION = "aquifer.dev/correlation-id";

    /** Annotation: the place of the request on the bus that was applied last. */
    public static final String REQUEST = "aquifer.dev/request";

    /** Annotation: a new value asks that what is staged is read again and compared. */
    public static final String VERIFY = "aquifer.dev/verify";

    /**
     * Annotation by which an operator says that an object takes the place of an earlier one of that
     * uid, which is gone for good.
     */
    public static final String REPLACES = "aquifer.dev/replaces";

    /** Who the bridge is when it writes. */
    public static final String MANAGER = "aquifer-bridge";

    private Marks() {}

    /** Whether an annotation means something to the fleet; the bridge's own notes do not. */
    static boolean meaningful(String annotation) {
        return switch (annotation) {
            case CORRELATION, REQUEST, REPLACES, DECLARATION -> false;
            default ->
                    annotation.startsWith("modelplane.ai/")
                            || annotation.startsWith("aquifer.dev/");
        };
    }
}
