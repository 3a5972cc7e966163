package dev.aquifer.status.fold;

import dev.aquifer.events.Condition;
import dev.aquifer.events.Subject;
import java.util.List;

/**
 * Why a resource is as it is.
 *
 * @param ready the condition Ready
 * @param chain from the resource to what is behind it, the shortest there is; never empty
 * @param also the ends of the other chains: more that is in the way
 */
public record Explanation(Subject subject, Condition ready, List<Link> chain, List<Link> also) {
    public Explanation {
        chain = List.copyOf(chain);
        also = List.copyOf(also);
    }
}
