package dev.aquifer.cache.domain;

import java.util.List;

/** What a worker is sent to a volume for. */
public sealed interface WorkerTask {

    /** Whether nothing is written, so that the volume can be mounted read-only. */
    default boolean onlyReads() {
        return false;
    }

    /** Whether anything is asked of the source, so that what the source needs is needed. */
    default boolean asksTheSource() {
        return true;
    }

    /** To bring the artifact. */
    record Hydrate() implements WorkerTask {}

    /** To compare what users put there with the source. */
    record Adopt() implements WorkerTask {
        @Override
        public boolean onlyReads() {
            return true;
        }
    }

    /** To read a published artifact again. */
    record Verify(String digest) implements WorkerTask {
        @Override
        public boolean asksTheSource() {
            return false;
        }

        @Override
        public boolean onlyReads() {
            return true;
        }
    }

    /** To fetch some files of a published artifact again. */
    record Repair(String digest, List<String> paths) implements WorkerTask {
        public Repair {
            paths = List.copyOf(paths);
        }
    }

    /** To remove all artifacts but those. */
    record Tidy(List<String> kept) implements WorkerTask {
        public Tidy {
            kept = List.copyOf(kept);
        }

        @Override
        public boolean asksTheSource() {
            return false;
        }
    }
}
