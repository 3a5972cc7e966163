package dev.aquifer.events;

import org.jspecify.annotations.Nullable;

/**
 * Of which resource an event speaks, and of which life and edit of it.
 *
 * @param resource kind, namespace and name
 * @param uid the life of that name; null only in what other systems request, as they cannot know it
 * @param generation the edit of the spec; 0 where uid is null
 */
public record Subject(ResourceRef resource, @Nullable Uid uid, long generation) {

    /** The uid of a resource that was admitted. */
    public Uid admittedUid() {
        if (uid == null) {
            throw new IllegalStateException(resource + " was not admitted yet and has no uid");
        }
        return uid;
    }
}
