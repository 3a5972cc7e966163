package dev.aquifer.ledger;

/**
 * An event that is larger than a record may be: it is published nowhere, however often it is tried.
 */
public final class RecordTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What the record's key would be, how large it would be, and what may be. */
    public RecordTooLargeException(String key, int bytes, int most) {
        super(
                "%s would be a record of %d bytes; at most %d are allowed"
                        .formatted(key, bytes, most));
    }
}
