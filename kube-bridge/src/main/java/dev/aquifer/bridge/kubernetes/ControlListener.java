package dev.aquifer.bridge.kubernetes;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;

/** Hears what happens on the control API. Must return at once. */
public interface ControlListener {
    /** Something of the object changed, or it is new. */
    void changed(ResourceRef ref);

    /** Only the status of the object changed. */
    void statusChanged(ResourceRef ref);

    /** The API said that this object is gone. What is only missing from a list comes as changed. */
    void deleted(ResourceRef ref, Uid uid);
}
