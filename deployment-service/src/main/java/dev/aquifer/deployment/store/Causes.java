package dev.aquifer.deployment.store;

import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.ledger.Cause;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which event made something what it is now. What a timer or a probe says later has no event at
 * hand, and is because of that one: so the chain of causes has no gap.
 */
public final class Causes {
    private final Handle handle;

    /** The table within a transaction. */
    public Causes(Handle handle) {
        this.handle = handle;
    }

    /** That event is what it follows from. */
    public void remember(ResourceRef resource, String event) {
        remember(resource.toString(), event);
    }

    /** The event at hand, if there is one, is why the replica is as it is. */
    public void remember(Replica replica, Cause atHand) {
        Optional.ofNullable(atHand.causationId())
                .ifPresent(event -> remember(name(replica), event));
    }

    private void remember(String of, String event) {
        handle.execute(
                "insert into cause (of, event) values (?, ?)"
                        + " on conflict (of) do update set event = excluded.event"
                        + " where cause.event <> excluded.event",
                of,
                event);
    }

    /** What is said of a replica without an event at hand. */
    public Cause continuing(String correlation, Replica replica) {
        return new Cause(correlation, find(name(replica)).orElse(null), null);
    }

    /** The event at hand; without one, what made the resource what it is. Serves that request. */
    public Cause because(Cause atHand, String correlation, ResourceRef resource) {
        var event = Optional.ofNullable(atHand.causationId()).or(() -> find(resource.toString()));
        return new Cause(correlation, event.orElse(null), atHand.traceparent());
    }

    private Optional<String> find(String of) {
        return handle.createQuery("select event from cause where of = :of")
                .bind("of", of)
                .mapTo(String.class)
                .findOne();
    }

    /** There is no such resource any more. */
    public void forget(ResourceRef resource) {
        forget(resource.toString());
    }

    /** There is no such replica any more. */
    public void forget(Replica replica) {
        forget(name(replica));
    }

    private void forget(String of) {
        handle.execute("delete from cause where of = ?", of);
    }

    private static String name(Replica replica) {
        return replica.seat().deployment() + "/" + replica.name();
    }
}
