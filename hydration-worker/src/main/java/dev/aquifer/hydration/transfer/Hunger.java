package dev.aquifer.hydration.transfer;

import java.util.List;

/**
 * For how much of their time the files under way wait for bytes that could be hashed: their origin
 * is what limits them, not this machine. Not safe for several threads by itself: the schedule's
 * lock guards it.
 */
final class Hunger {

    private long seen;
    private long waited;
    private long took;

    /** What it is since the beginning, in nanoseconds over all files. */
    record Level(long waited, long took) {

        /** Whether a notable part of the time since then went by waiting. */
        boolean grewSince(Level before) {
            return (waited - before.waited) * 4 > took - before.took;
        }
    }

    Hunger(long now) {
        this.seen = now;
    }

    /** Nobody hashes a file whose next part is still to come; called often. */
    void see(long now, List<FileTransfer> active) {
        long passed = now - seen;
        seen = now;
        for (FileTransfer file : active) {
            if (file.opened() && !file.single()) {
                took += passed;
                waited += file.parts().beingHashed() ? 0 : passed;
            }
        }
    }

    /** Who hashes a part on its way waited so long for its bytes. */
    void waited(long nanos) {
        waited += nanos;
    }

    Level level() {
        return new Level(waited, took);
    }
}
