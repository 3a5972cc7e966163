package dev.aquifer.hydration.powerloss;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a process does to a disk, in the order in which it does it. */
sealed interface Change {

    /** A name in a folder. */
    record Name(Inode folder, String name) {}

    /** From now on the name stands for this file or folder, or for none. */
    record Binding(Name name, @Nullable Inode inode) {}

    /** Names change together: all of them are on the disk, or none. */
    record Names(String what, List<Binding> bindings) implements Change {
        boolean touches(Inode folder) {
            return bindings.stream().anyMatch(binding -> binding.name().folder() == folder);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    /** The bytes of a file change. */
    sealed interface OfBytes extends Change {
        Inode file();

        /** When the file was last modified after it, in milliseconds. */
        long modified();
    }

    /** A stretch of a file is written. */
    record Write(Inode file, long at, ByteBuffer bytes, long modified) implements OfBytes {
        @Override
        public String toString() {
            return "write " + bytes.remaining() + " bytes of " + file + " at " + at;
        }
    }

    /** A file gets shorter. */
    record Truncate(Inode file, long size, long modified) implements OfBytes {
        @Override
        public String toString() {
            return "truncate " + file + " to " + size;
        }
    }

    /** The bytes of a file, or the names in a folder, are on the disk. */
    record Force(Inode inode) implements Change {
        @Override
        public String toString() {
            return "force " + inode;
        }
    }
}
