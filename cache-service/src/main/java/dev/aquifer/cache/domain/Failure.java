package dev.aquifer.cache.domain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param phase of the worker's closed list
 * @param code of the worker's closed list, or what the cluster called it
 * @param message for people
 * @param retry what may help
 * @param notBefore how long the origin asks to be left alone; zero when it does not
 * @param lack what space is needed and there; null where space is not what lacks
 * @param throttled how often the origin asked to slow down; null where that was not said
 */
public record Failure(
        String phase,
        String code,
        String message,
        Retry retry,
        Duration notBefore,
        @Nullable Lack lack,
        @Nullable Integer throttled) {

    /** Where space is not what lacks. */
    public Failure(String phase, String code, String message, Retry retry, Duration notBefore) {
        this(phase, code, message, retry, notBefore, null, null);
    }

    /**
     * Space that lacks.
     *
     * @param needed bytes
     * @param available bytes
     */
    public record Lack(long needed, long available) {}

    /** What may help. */
    public enum Retry {
        /** Time. */
        BACKOFF,
        /** Something outside has to change, and will not tell us. */
        AFTER_CAUSE_CHANGED,
        /** Only an edit. */
        NEVER
    }

    /** The Job ended and what its worker said is gone; the next attempt will find what is there. */
    public static Failure resultLost(String code, String message) {
        return new Failure("AgentExecution", code, message, Retry.BACKOFF, Duration.ZERO);
    }

    /** The cluster does not take the objects of the attempt. */
    public static Failure refused(String code, String message) {
        return new Failure("AgentExecution", code, message, Retry.NEVER, Duration.ZERO);
    }
}
