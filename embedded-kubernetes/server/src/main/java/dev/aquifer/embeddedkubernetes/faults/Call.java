package dev.aquifer.embeddedkubernetes.faults;

import java.util.Locale;

/**
 * What a plan knows of a request.
 *
 * @param path without parameters, as {@code /api/v1/namespaces/default/pods}
 * @param kind whether it asks for something whole, watches, or goes on from an earlier answer
 */
public record Call(String method, String path, Kind kind, String userAgent) {

    /** What sort of request it is, as far as faults differ by it. */
    public enum Kind {
        /** A read or a write. */
        PLAIN,
        /** The second or a later part of a list. */
        CONTINUED_LIST,
        /** A watch that starts with what is there. */
        WATCH_OF_EVERYTHING,
        /** A watch that goes on from a revision. */
        WATCH_FROM_REVISION
    }

    /** Names methods in capitals. */
    public Call {
        method = method.toUpperCase(Locale.ROOT);
    }

    /** Whether it is a watch. */
    public boolean watches() {
        return kind == Kind.WATCH_OF_EVERYTHING || kind == Kind.WATCH_FROM_REVISION;
    }

    /** Whether it may change something. */
    public boolean writes() {
        return !method.equals("GET");
    }
}
