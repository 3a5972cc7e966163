package dev.aquifer.bridge.bus;

/** The broker is away, or another one publishes by now: this publisher may say no more. */
public final class PublishFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PublishFailedException(Throwable cause) {
        super(cause);
    }
}
