package dev.aquifer.embeddedkubernetes.schema.patch;

/** A patch that cannot be applied, in the words of a real API server. */
public final class PatchException extends Exception {
    private final int code;
    private final String reason;

    PatchException(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    static PatchException malformed(String message) {
        return new PatchException(400, "BadRequest", message);
    }

    static PatchException unfit(String message) {
        return new PatchException(
                422, "Invalid", "the server rejected our request due to an error in our request");
    }

    static PatchException internal(String message) {
        return new PatchException(500, "", message);
    }

    /**
     * The HTTP status: 400 for a malformed patch; 422 for one that does not fit the object (a real
     * server hides why: it says {@code the server rejected our request due to an error in our
     * request}); 500 for an apply or strategic merge patch that does not fit the kind.
     */
    public int code() {
        return code;
    }

    /** The reason of the Status: {@code BadRequest}, {@code Invalid}, or empty for none. */
    public String reason() {
        return reason;
    }
}
