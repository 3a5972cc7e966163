package dev.aquifer.bridge.domain;

import dev.aquifer.events.Condition.Status;
import dev.aquifer.events.TransitionEvent.ConditionChanged;

/**
 * Which changes of conditions are told as Kubernetes Events. Who reads Events wants what happened,
 * once: not that nobody answered yet, and not the roll-up again beside what it rolls up.
 */
public final class News {
    private static final String ROLL_UP = "Ready";
    private static final String NOT_ANSWERED = "Reconciling";

    private News() {}

    /** Whether the change is told. */
    public static boolean is(ConditionChanged change) {
        var before = change.before();
        var after = change.after();
        if (after.reason().equals(NOT_ANSWERED)) {
            return false;
        }
        if (after.type().equals(ROLL_UP)) {
            return before == null
                    ? after.status() == Status.True
                    : before.status() != after.status();
        }
        boolean begins = before == null || before.reason().equals(NOT_ANSWERED);
        return !begins || after.status() == Status.True || Tone.of(after) == Tone.Warning;
    }
}
