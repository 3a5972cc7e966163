package dev.aquifer.embeddedkubernetes.store;

import org.jspecify.annotations.Nullable;

/** One write as those who watch see it. */
public sealed interface WatchEvent {
    /** The object as it is now; of a deletion as it was last, with the revision of the deletion. */
    StoredObject object();

    /** It is new. */
    record Added(StoredObject object) implements WatchEvent {}

    /** It changed from {@code before}. */
    record Modified(StoredObject object, StoredObject before) implements WatchEvent {}

    /** It is gone. */
    record Deleted(StoredObject object) implements WatchEvent {}

    /** The event of a write that found {@code before}. */
    static WatchEvent of(@Nullable StoredObject before, StoredObject now) {
        return before == null ? new Added(now) : new Modified(now, before);
    }
}
