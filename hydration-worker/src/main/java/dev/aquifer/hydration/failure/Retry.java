package dev.aquifer.hydration.failure;

/** Whether another attempt may succeed, and when. */
public enum Retry {
    /** Later, by itself. */
    BACKOFF("Backoff"),
    /** Once somebody changed what caused it: a secret, a permission, the size of a volume. */
    AFTER_CAUSE_CHANGED("AfterCauseChanged"),
    /** Never with this request. */
    NEVER("Never");

    private final String wire;

    Retry(String wire) {
        this.wire = wire;
    }

    /** The name in reports. */
    public String wire() {
        return wire;
    }
}
