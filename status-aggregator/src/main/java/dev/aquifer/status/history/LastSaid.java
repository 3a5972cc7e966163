package dev.aquifer.status.history;

import dev.aquifer.events.Condition;
import dev.aquifer.events.Subject;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.Uid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the transitions say of each condition in the end; for when the statuses were lost. */
public final class LastSaid {
    /** No transition is known. */
    public static final LastSaid NOTHING = new LastSaid();

    private record Place(String resource, @Nullable Uid uid, String type) {}

    private final Map<Place, Condition> conditions = new HashMap<>();

    LastSaid() {}

    /** What these say in the end. */
    public static LastSaid of(Iterable<ConditionChanged> changes) {
        var last = new LastSaid();
        changes.forEach(last::take);
        return last;
    }

    void take(ConditionChanged change) {
        conditions.put(place(change.subject(), change.after().type()), change.after());
    }

    /** The condition of that life of a resource, as it was said last. */
    public Optional<Condition> of(Subject subject, String type) {
        return Optional.ofNullable(conditions.get(place(subject, type)));
    }

    private static Place place(Subject subject, String type) {
        return new Place(subject.resource().toString(), subject.uid(), type);
    }
}
