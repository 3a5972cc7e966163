package dev.aquifer.hydration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody watches. */
final class Terminal {

    private Terminal() {}

    /** Whether the error stream goes to a terminal, as far as the system tells. */
    static boolean watched() {
        try {
            String stderr = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return stderr.startsWith("/dev/pts/") || stderr.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }
}
