package dev.aquifer.hydration.http;

import java.io.IOException;

/** A peer sent nothing, or next to nothing, for longer than it may. */
public final class IdleConnection extends IOException {

    private static final long serialVersionUID = 1L;

    IdleConnection() {
        super("no byte, or next to none, came for too long");
    }
}
