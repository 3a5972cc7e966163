package dev.aquifer.hydration.report;

import java.util.Locale;

/** What goes on while no byte is fetched. */
public enum Activity {
    /** The source is asked, and the volume prepared. */
    PLANNING,
    /** Another worker holds the volume. */
    WAITING,
    /** The origin asked for patience. */
    THROTTLED,
    /** What is there is read, unpacked or published. */
    VERIFYING;

    /** As it is reported. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
