package dev.aquifer.bridge.domain;

import org.jspecify.annotations.Nullable;

/** The control API did not do what was asked. */
public final class ControlApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Kind {
        /** The object is not as it was when this was decided: look again. */
        CONFLICT,
        /** There is no such object. */
        NOT_FOUND,
        /** It says no, and will say so again. */
        REFUSED,
        /** It does not answer, or cannot now. */
        AWAY
    }

    private final Kind kind;
    private final int code;
    private final String why;

    /**
     * What went wrong.
     *
     * @param code of HTTP; 0 when there was no answer
     */
    public ControlApiException(Kind kind, int code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
        this.why = message;
    }

    /** Why not. */
    public Kind kind() {
        return kind;
    }

    /** The API's own words. */
    public String why() {
        return why;
    }

    /** Whether nothing can be made there any more, as the namespace is going. */
    public boolean namespaceGoing() {
        return code == 403 && why.contains("because it is being terminated");
    }

    /** The status code of the answer; 0 when there was none. */
    public int code() {
        return code;
    }
}
