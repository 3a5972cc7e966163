package dev.aquifer.deployment.domain;

import java.util.Optional;

/** What came back through the gateway's route to one endpoint, and what that tells of it. */
public sealed interface Reply {

    /** The endpoint answered. */
    record Answer() implements Reply {}

    /** It did not, or with an error of its own. */
    record Failure(String why) implements Reply {}

    /** The gateway does not know the address yet: this tells nothing of it. */
    record NotYet() implements Reply {}

    /**
     * Reads it. Whoever says that a key is missing, or that there is no such page, is there.
     *
     * @param expected the address that was meant
     * @param answeredBy the address that the gateway names; nothing when it answered itself
     * @param words of the gateway, when it answered itself
     */
    static Reply of(String expected, int status, Optional<String> answeredBy, String words) {
        if (answeredBy.isPresent()) {
            if (!answeredBy.get().equals(expected)) {
                return new NotYet();
            }
            return status < 500 ? new Answer() : new Failure("the endpoint answers " + status);
        }
        return status == 502 || status == 504
                ? new Failure(status + " from the gateway: " + words)
                : new NotYet();
    }
}
