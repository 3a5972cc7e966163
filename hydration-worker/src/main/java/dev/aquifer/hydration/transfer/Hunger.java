package dev.aquifer.hydration.transfer;

import java.util.List;

/**
 * For how much of their time the files under way that come from near wait to be hashed further:
 * their next part is still to come, or whoever hashes it waits for its bytes or for the disk to
 * take them. More streams may help such files, and nothing else would. Not safe for several threads
 * by itself: the schedule's lock guards it.
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

    /** Books the time since it was last called: before anything begins to be hashed, or ends. */
    void see(long now, List<FileTransfer> active) {
        long passed = now - seen;
        seen = now;
        for (FileTransfer file : active) {
            if (counts(file)) {
                took += passed;
                waited += file.parts().beingHashed() ? 0 : passed;
            }
        }
    }

    /** Who hashes a part of this file on its way waited so long. */
    void waited(FileTransfer file, long nanos) {
        if (counts(file)) {
            waited += nanos;
        }
    }

    /** Of the others, more streams are decided otherwise, or help no more. */
    private static boolean counts(FileTransfer file) {
        return file.opened() && !file.single() && !file.far() && !file.parts().complete();
    }

    Level level() {
        return new Level(waited, took);
    }
}
