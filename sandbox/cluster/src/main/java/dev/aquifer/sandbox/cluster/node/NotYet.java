package dev.aquifer.sandbox.cluster.node;

/**
 * Something a pod needs is not there (yet): the pod waits, and says for what, in the words of a
 * kubelet.
 */
final class NotYet extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    /**
     * Names what is missing.
     *
     * @param reason as in a container's {@code state.waiting.reason}
     */
    NotYet(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
