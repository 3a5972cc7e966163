package dev.aquifer.status.fold;

import java.util.List;

/**
 * A link, and where to go on from it: to the culprits when it does not hold, to what it rests on
 * when it does.
 */
record Step(Link link, List<Place> next) {
    Step {
        next = List.copyOf(next);
    }

    static Step last(Link link) {
        return new Step(link, List.of());
    }
}
