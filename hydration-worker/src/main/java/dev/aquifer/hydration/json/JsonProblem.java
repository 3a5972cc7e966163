package dev.aquifer.hydration.json;

/** A JSON document is not what its reader expects; the message names the place, never the value. */
public final class JsonProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Tells what is wrong, and where. */
    public JsonProblem(String message) {
        super(message);
    }
}
