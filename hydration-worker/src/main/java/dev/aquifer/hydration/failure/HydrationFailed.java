package dev.aquifer.hydration.failure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends an attempt, with its type decided where it was thrown. The message and the detail are shown
 * to users: they hold no secret and no query string.
 */
public final class HydrationFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;
    private final transient Map<String, Object> detail;

    /** A failure that needs no more than a sentence. */
    public HydrationFailed(Code code, String message) {
        this(code, message, Map.of(), null);
    }

    /** A failure with facts beside the sentence, and the exception behind it. */
    public HydrationFailed(
            Code code, String message, Map<String, Object> detail, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.detail = new LinkedHashMap<>(detail);
    }

    /**
     * There are more files than the request allows, which names the field that says so.
     *
     * @param what of the source has them
     * @param allowed so many
     */
    public static HydrationFailed tooManyFiles(String what, long allowed) {
        return new HydrationFailed(
                Code.PATH_INVALID,
                "%s more than the %d files that policy.maxFiles allows".formatted(what, allowed));
    }

    /** The kind of failure. */
    public Code code() {
        return code;
    }

    /** The sentence. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** Facts such as needed and available bytes. */
    public Map<String, Object> detail() {
        return Map.copyOf(detail);
    }
}
