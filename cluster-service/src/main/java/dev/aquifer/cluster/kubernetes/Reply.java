package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectTree;

/** An answer of an API server: an object, or the Status that says why there is none. */
record Reply(int code, ObjectTree body) {
    boolean ok() {
        return code >= 200 && code < 300;
    }

    /**
     * This reply, if it is an answer to what was asked.
     *
     * @param what was asked for
     */
    Reply accepted(String what) {
        return switch (code) {
            case 401 ->
                    throw new ClusterRefusedException(
                            "InvalidKubeconfig",
                            "the API server does not accept the kubeconfig's credentials: "
                                    + message());
            case 403 -> throw new ClusterRefusedException("Forbidden", message());
            default -> {
                if (!ok()) {
                    throw new ClusterAwayException(what + ": " + message());
                }
                yield this;
            }
        };
    }

    /** The API server's own words. */
    String message() {
        var message = body.text("message");
        return message.isEmpty() ? "HTTP status " + code : message;
    }

    /** The machine's reason, such as Invalid or Forbidden. */
    String reason() {
        var reason = body.text("reason");
        return reason.isEmpty() ? "Http" + code : reason;
    }
}
