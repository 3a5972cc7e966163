package dev.aquifer.status.query;

import java.io.Serial;

/** What was asked makes no sense; the message says why. */
final class BadQuestion extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    BadQuestion(String message) {
        super(message);
    }
}
