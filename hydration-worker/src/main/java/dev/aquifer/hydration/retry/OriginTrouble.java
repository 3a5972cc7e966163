package dev.aquifer.hydration.retry;

import dev.aquifer.hydration.failure.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** An answer, or none, that may well be another one next time. */
public final class OriginTrouble extends IOException {

    private static final long serialVersionUID = 1L;

    private final Code code;
    private final boolean throttling;
    private final transient Optional<Duration> retryAfter;

    /** Trouble that passes by itself. */
    public OriginTrouble(Code code, String message) {
        this(code, message, false, Optional.empty());
    }

    /** Trouble that may be a request for patience. */
    OriginTrouble(Code code, String message, boolean throttling, Optional<Duration> retryAfter) {
        super(message);
        this.code = code;
        this.throttling = throttling;
        this.retryAfter = retryAfter;
    }

    /** What it is if it does not pass. */
    public Code code() {
        return code;
    }

    /** Whether the origin asks for fewer requests. */
    public boolean throttling() {
        return throttling;
    }

    /** How long the origin asks to wait. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
