package dev.aquifer.ledger;

/** Another publisher with the same transactional id took over; this one may publish no more. */
public final class PublisherFenced extends RuntimeException {
    PublisherFenced(String transactionalId, Throwable cause) {
        super("another publisher took over as " + transactionalId, cause);
    }
}
