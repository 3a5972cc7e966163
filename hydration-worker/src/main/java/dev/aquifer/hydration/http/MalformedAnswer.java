package dev.aquifer.hydration.http;

import java.io.IOException;

/** A peer does not keep the protocol. */
public final class MalformedAnswer extends IOException {

    private static final long serialVersionUID = 1L;

    /** Tells what it broke. */
    public MalformedAnswer(String message) {
        super(message);
    }
}
