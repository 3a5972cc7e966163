package dev.aquifer.hydration.volume;

/**
 * Told of each instant between which a crash makes a difference, so that a test can crash exactly
 * there.
 */
@FunctionalInterface
public interface Steps {

    /** The instants. */
    enum Step {
        PLANNED,
        PART_WRITTEN,
        PART_RECORDED,
        FILE_SYNCED,
        FILE_RECORDED,
        BEFORE_RENAME,
        RENAMED,
        MARKED
    }

    /** One of them was reached. */
    void reached(Step step);
}
