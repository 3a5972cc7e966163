package dev.aquifer.cluster.kubernetes;

/** The cluster answers, and lets us not do what a session needs: log in, list nodes. */
public final class ClusterRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    ClusterRefusedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** For the condition ClusterReady. */
    public String reason() {
        return reason;
    }
}
