package dev.aquifer.hydration.archive;

import java.io.IOException;

/** An archive that does not keep its format, or uses a part of it that is not read here. */
final class MalformedArchive extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedArchive(String message) {
        super(message);
    }
}
