package dev.aquifer.bridge.domain;

import dev.aquifer.events.Uid;

/** What is known about lives that ended. Absence from a list is no evidence of anything. */
public interface Evidence {
    /** The owner said that nothing of it is left. */
    boolean removed(Uid uid);

    /** The control API itself said that the object is gone. */
    boolean seenDeleted(Uid uid);
}
