package dev.aquifer.bridge.domain;

import dev.aquifer.events.ResourceRef;
import org.jspecify.annotations.Nullable;

/** What the control API showed last. It may be late, and it may have skipped states in between. */
public interface ControlView {
    /** The object of that name; null when none was shown. */
    @Nullable Resource get(ResourceRef ref);
}
