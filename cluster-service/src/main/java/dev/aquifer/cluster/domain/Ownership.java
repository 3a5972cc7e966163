package dev.aquifer.cluster.domain;

import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The marks that say what is ours, and for which Work. */
public record Ownership(WorkId work, Subject subject, long revision, long attempt) {
    /** The label that everything of ours carries. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Its value. */
    public static final String AQUIFER = "aquifer";

    /** The label with the uid of the resource an object belongs to. */
    public static final String UID = "modelplane.ai/uid";

    /** The annotation that names the Work. */
    public static final String WORK = "aquifer.dev/work";

    private static final int LABEL_LIMIT = 63;

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
        annotations.put("aquifer.dev/generation", Long.toString(subject.generation()));
        annotations.put("aquifer.dev/attempt", Long.toString(attempt));
        if (revision > 0) {
            annotations.put("aquifer.dev/revision", Long.toString(revision));
        }
        return annotations;
    }

    /**
     * Whether an object carries the marks of this Work. One that lost the annotation and kept the
     * uid still does; one of another Work of the same resource does not.
     */
    public boolean marks(ObjectTree object) {
        var ofWork = object.annotation(WORK);
        return object.label(UID).equals(subject.admittedUid().value())
                && (ofWork.isEmpty() || ofWork.equals(work.value()));
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
