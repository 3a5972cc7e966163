package dev.aquifer.cluster.kubernetes;

/** The API server gave no answer: nobody there, no time, or not its certificate. */
public final class ClusterAwayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClusterAwayException(String message) {
        super(message);
    }

    ClusterAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
