package dev.aquifer.sandbox.cluster.node;

import java.nio.file.Path;

/** Something of this machine and where a container sees it. */
record Mount(Path source, String target, Way way) {
    /** How it is mounted. */
    enum Way {
        READ_WRITE("rw"),
        READ_ONLY("ro"),
        /**
         * The source is the image of a file system. It is for other mounts to take folders of; the
         * container itself does not see it.
         */
        FILE_SYSTEM("fs");

        private final String word;

        Way(String word) {
            this.word = word;
        }

        /** As the script that mounts is told. */
        String word() {
            return word;
        }
    }

    /** A folder or file. */
    Mount(Path source, String target, boolean readOnly) {
        this(source, target, readOnly ? Way.READ_ONLY : Way.READ_WRITE);
    }
}
