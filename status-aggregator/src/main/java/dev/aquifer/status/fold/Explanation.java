package dev.aquifer.status.fold;

import dev.aquifer.events.Condition;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.Subject;
import java.util.List;

/**
 * Why a resource is as it is.
 *
 * @param ready the condition Ready
 * @param chain from the resource to what is behind it, the shortest there is; never empty
 * @param trail what brought the end of the chain about, by the ids of causes, back to what a user
 *     asked for; as far as its facts are the newest of their slots
 * @param also the ends of the other chains: more that is in the way
 */
public record Explanation(
        Subject subject,
        Condition ready,
        List<Link> chain,
        List<Envelope<? extends Event>> trail,
        List<Link> also) {
    public Explanation {
        chain = List.copyOf(chain);
        trail = List.copyOf(trail);
        also = List.copyOf(also);
    }
}
