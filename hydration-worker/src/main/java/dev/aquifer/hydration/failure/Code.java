package dev.aquifer.hydration.failure;

import static dev.aquifer.hydration.failure.Phase.AGENT_EXECUTION;
import static dev.aquifer.hydration.failure.Phase.CAPACITY_CHECK;
import static dev.aquifer.hydration.failure.Phase.HYDRATION;
import static dev.aquifer.hydration.failure.Phase.SOURCE_ACCESS;
import static dev.aquifer.hydration.failure.Phase.VALIDATION;
import static dev.aquifer.hydration.failure.Retry.AFTER_CAUSE_CHANGED;
import static dev.aquifer.hydration.failure.Retry.BACKOFF;
import static dev.aquifer.hydration.failure.Retry.NEVER;

/** Every way in which a hydration fails. Each code belongs to one phase and one retry class. */
public enum Code {
    BAD_REQUEST("BadRequest", VALIDATION, NEVER),
    NOT_FOUND("NotFound", SOURCE_ACCESS, AFTER_CAUSE_CHANGED),
    SOURCE_EMPTY("SourceEmpty", SOURCE_ACCESS, AFTER_CAUSE_CHANGED),
    AUTH_REQUIRED("AuthRequired", SOURCE_ACCESS, AFTER_CAUSE_CHANGED),
    AUTH_FORBIDDEN("AuthForbidden", SOURCE_ACCESS, AFTER_CAUSE_CHANGED),
    RATE_LIMITED("RateLimited", SOURCE_ACCESS, BACKOFF),
    ORIGIN_UNAVAILABLE("OriginUnavailable", SOURCE_ACCESS, BACKOFF),
    ORIGIN_UNTRUSTED("OriginUntrusted", SOURCE_ACCESS, AFTER_CAUSE_CHANGED),
    ORIGIN_FORBIDDEN("OriginForbidden", SOURCE_ACCESS, AFTER_CAUSE_CHANGED),
    PROTOCOL_VIOLATION("ProtocolViolation", SOURCE_ACCESS, BACKOFF),
    SOURCE_CHANGED("SourceChanged", SOURCE_ACCESS, BACKOFF),
    SOURCE_UNSUPPORTED("SourceUnsupported", SOURCE_ACCESS, AFTER_CAUSE_CHANGED),
    PINNED_REVISION_GONE("PinnedRevisionGone", SOURCE_ACCESS, AFTER_CAUSE_CHANGED),
    STALLED("Stalled", HYDRATION, BACKOFF),
    TIMEOUT("Timeout", HYDRATION, BACKOFF),
    DIGEST_MISMATCH("DigestMismatch", VALIDATION, AFTER_CAUSE_CHANGED),
    UNVERIFIABLE("Unverifiable", VALIDATION, AFTER_CAUSE_CHANGED),
    FILE_MISSING("FileMissing", VALIDATION, AFTER_CAUSE_CHANGED),
    FILE_IN_THE_WAY("FileInTheWay", VALIDATION, AFTER_CAUSE_CHANGED),
    PATH_INVALID("PathInvalid", VALIDATION, AFTER_CAUSE_CHANGED),
    INSUFFICIENT_SPACE("InsufficientSpace", CAPACITY_CHECK, AFTER_CAUSE_CHANGED),
    PERMISSION_DENIED("PermissionDenied", AGENT_EXECUTION, AFTER_CAUSE_CHANGED),
    VOLUME_READ_ONLY("VolumeReadOnly", AGENT_EXECUTION, AFTER_CAUSE_CHANGED),
    VOLUME_FAILED("VolumeFailed", AGENT_EXECUTION, BACKOFF),
    VOLUME_BUSY("VolumeBusy", AGENT_EXECUTION, BACKOFF),
    UNKNOWN("Unknown", Phase.UNKNOWN, BACKOFF);

    private final String wire;
    private final Phase phase;
    private final Retry retry;

    Code(String wire, Phase phase, Retry retry) {
        this.wire = wire;
        this.phase = phase;
        this.retry = retry;
    }

    /** The name in reports. */
    public String wire() {
        return wire;
    }

    /** Where this happens. */
    public Phase phase() {
        return phase;
    }

    /** Whether another attempt may help. */
    public Retry retry() {
        return retry;
    }
}
