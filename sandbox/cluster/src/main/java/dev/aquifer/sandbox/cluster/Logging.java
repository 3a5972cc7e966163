package dev.aquifer.sandbox.cluster;

import java.util.logging.Level;
import java.util.logging.Logger;

/** One line for each record, and none about what mends itself. */
public final class Logging {
    private static final String FORMAT = "%1$tFT%1$tT.%1$tL %4$-7s %3$s: %5$s%6$s%n";

    // held, since a logger that nobody holds forgets its level
    private static final Logger SOCKETS = Logger.getLogger("io.fabric8.kubernetes.client.jdkhttp");

    private Logging() {}

    /** To be called first in a program. */
    public static void start() {
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
        }
        SOCKETS.setLevel(Level.SEVERE); // a lost connection is made anew
    }
}
