package dev.aquifer.status.query;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.status.fold.Budgets;
import dev.aquifer.status.fold.Explanation;
import java.util.Optional;
import java.util.Set;

/** What the fold knows at the moment; safe for threads. */
public interface Known {
    /** Whether all that was there at the start is folded; before, no answer would be true. */
    boolean caughtUp();

    /** How the reading is, for people. */
    String reading();

    /** Every resource that has a status. */
    Set<ResourceRef> resources();

    /** Why a resource is as it is; empty when there is no such resource. */
    Optional<Explanation> why(ResourceRef resource);

    /** Who may have how many streams to which origin. */
    Budgets budgets();
}
