package dev.aquifer.hydration.archive;

/**
 * What stands before the bytes of an entry.
 *
 * @param name as the archive has it, unchecked
 * @param target of a link, unchecked; empty for others
 */
record TarEntry(String name, Kind kind, long size, String target) {

    /** What an entry is. */
    enum Kind {
        FILE,
        FOLDER,
        HARD_LINK,
        SYMBOLIC_LINK
    }
}
