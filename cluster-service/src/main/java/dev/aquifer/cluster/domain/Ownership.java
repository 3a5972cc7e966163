package dev.aquifer.cluster.domain;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The marks that say what is ours, and for which Work. */
public record Ownership(
        ClusterName cluster, WorkId work, Subject subject, long revision, long attempt) {
    /** The label that everything of ours carries. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Its value. */
    public static final String AQUIFER = "aquifer";

    /** The label with the uid of the resource an object belongs to. */
    public static final String UID = "modelplane.ai/uid";

    /** The annotation that names the Work. */
    public static final String WORK = "aquifer.dev/work";

    /** The annotation that names the cluster under which an object was made. */
    public static final String CLUSTER = "aquifer.dev/cluster";

    private static final String GENERATION = "aquifer.dev/generation";
    private static final String REVISION = "aquifer.dev/revision";
    private static final String ATTEMPT = "aquifer.dev/attempt";
    private static final int LABEL_LIMIT = 63;

    /**
     * The newest that was ever wanted of a Work, in each of its numbers.
     *
     * @param generation of its resource
     */
    public record Newest(long generation, long revision, long attempt) {}

    /** Labels of objects and of their pods: they never change while the resource lives. */
    public Map<String, String> labels() {
        var labels = new TreeMap<String, String>();
        labels.put(MANAGED_BY, AQUIFER);
        labels.put(UID, subject.admittedUid().value());
        labels.put("modelplane.ai/kind", subject.resource().kind());
        labels.put("modelplane.ai/name", labelValue(subject.resource().name()));
        return labels;
    }

    /** Annotations of objects themselves, never of pod templates: they change with each edit. */
    public Map<String, String> annotations() {
        var annotations = new TreeMap<String, String>();
        annotations.put(WORK, work.value());
        annotations.put(CLUSTER, cluster.value());
        annotations.put(GENERATION, Long.toString(subject.generation()));
        annotations.put(ATTEMPT, Long.toString(attempt));
        if (revision > 0) {
            annotations.put(REVISION, Long.toString(revision));
        }
        return annotations;
    }

    /**
     * Whether an object carries the marks of this Work. One that lost the annotations and kept the
     * uid still does; one of another Work of the same resource does not, and none that was made
     * under another name of the cluster.
     */
    public boolean marks(ObjectTree object) {
        var ofWork = object.annotation(WORK);
        return object.label(UID).equals(subject.admittedUid().value())
                && (ofWork.isEmpty() || ofWork.equals(work.value()))
                && madeUnderAnotherName(object).isEmpty();
    }

    /** Whether an object was made for this very Work, under whatever name of the cluster. */
    public boolean isLeftover(ObjectTree object) {
        return object.label(UID).equals(subject.admittedUid().value())
                && object.annotation(WORK).equals(work.value());
    }

    /** The other name of the cluster under which an object was made. */
    public Optional<ClusterName> madeUnderAnotherName(ObjectTree object) {
        var ofCluster = object.annotation(CLUSTER);
        return ofCluster.isEmpty() || ofCluster.equals(cluster.value())
                ? Optional.empty()
                : Optional.of(new ClusterName(ofCluster));
    }

    /**
     * Whether an object of this resource carries a number that was never wanted as far as is known
     * here: then what is known here is older than the cluster, as after a restore.
     */
    public boolean isBehind(Newest newest, ObjectTree object) {
        return object.label(UID).equals(subject.admittedUid().value())
                && (number(object, GENERATION) > newest.generation()
                        || number(object, REVISION) > newest.revision()
                        || number(object, ATTEMPT) > newest.attempt());
    }

    private static long number(ObjectTree object, String annotation) {
        return object.number(0, "metadata", "annotations", annotation);
    }

    /** Whose an object is by its marks, for people; empty when it has none. */
    public static String ownerOf(ObjectTree object) {
        if (!object.label(MANAGED_BY).equals(AQUIFER)) {
            return "";
        }
        var work = object.annotation(WORK);
        var cluster = object.annotation(CLUSTER);
        return object.label("modelplane.ai/kind")
                + "/"
                + object.text("metadata", "namespace")
                + "/"
                + object.label("modelplane.ai/name")
                + (work.isEmpty() ? "" : ", Work " + work)
                + (cluster.isEmpty() ? "" : " of InferenceCluster " + cluster);
    }

    /** A name as a label's value: as it is, or shortened and told apart by a hash. */
    static String labelValue(String name) {
        if (name.length() <= LABEL_LIMIT) {
            return name;
        }
        var hash = sha256(name).substring(0, 8);
        return name.substring(0, LABEL_LIMIT - hash.length() - 1) + "-" + hash;
    }

    static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
