package dev.aquifer.bridge.domain;

import java.util.regex.Pattern;

/**
 * Whether a request is tried again that the control API did not take. What says that the API cannot
 * now is tried for as long as it lasts; what it says for good is the answer; and some words may be
 * either, so they count when they were heard several times.
 */
public final class Retry {
    /** Of what is doubtful; with the pauses in between about half a minute. */
    public static final int MOST_ATTEMPTS = 10;

    /** A server that just started says so of everybody, until it has read who may do what. */
    private static final Pattern NOT_ALLOWED = Pattern.compile("User \".*\" cannot \\w+ resource");

    private static final int MOST_NOT_ALLOWED = 5;

    /** Somebody else may write often; a webhook may answer with a conflict for good. */
    private static final int MOST_CONFLICTS = 30;

    private Retry() {}

    /** Whether the same may be taken later. */
    public static boolean worthwhile(ControlApiException e, int attempt) {
        return switch (e.kind()) {
            case CONFLICT -> attempt < MOST_CONFLICTS;
            case NOT_FOUND -> false;
            case REFUSED ->
                    e.code() == 403
                            && NOT_ALLOWED.matcher(e.why()).find()
                            && attempt < MOST_NOT_ALLOWED;
            case AWAY -> !noSuchField(e) && (!behindTheApi(e) || attempt < MOST_ATTEMPTS);
        };
    }

    /** A server says 500 of a field that its schema does not have, and will say so again. */
    private static boolean noSuchField(ControlApiException e) {
        return e.code() == 500 && e.why().startsWith("failed to create typed patch object");
    }

    /** The API is there, and a webhook or the like that one object needs is not. */
    private static boolean behindTheApi(ControlApiException e) {
        return e.code() == 500 && e.why().contains("failed calling webhook");
    }
}
