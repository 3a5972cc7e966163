package dev.aquifer.embeddedkubernetes.faults;

import java.time.Duration;
import java.util.List;

/** One way to misbehave. */
public sealed interface Fault {

    /** Whether such a call can meet it. */
    default boolean concerns(Call call) {
        return true;
    }

    /** The call is handled only after this time. */
    record Slow(Duration by) implements Fault {}

    /** Nothing is done; the answer is one of these codes (429, 500, 503 …), with its Status. */
    record Failed(List<Integer> codes) implements Fault {
        /** Needs at least one code, each an error. */
        public Failed {
            codes = List.copyOf(codes);
            if (codes.isEmpty() || !codes.stream().allMatch(code -> code >= 400 && code < 600)) {
                throw new IllegalArgumentException("not codes of errors: " + codes);
            }
        }

        /** One of these codes. */
        public static Failed with(Integer... codes) {
            return new Failed(List.of(codes));
        }
    }

    /** Nothing is done, and the connection breaks. */
    record Dropped() implements Fault {}

    /** The call is carried out, and the connection breaks before the answer. */
    record AnswerLost() implements Fault {
        @Override
        public boolean concerns(Call call) {
            return !call.watches();
        }
    }

    /** 410: the revision that the call goes on from is too old. */
    record Expired() implements Fault {
        @Override
        public boolean concerns(Call call) {
            return call.kind() == Call.Kind.WATCH_FROM_REVISION
                    || call.kind() == Call.Kind.CONTINUED_LIST;
        }
    }

    /** The watch breaks after this time, without an end. */
    record WatchCut(Duration after) implements Fault {
        @Override
        public boolean concerns(Call call) {
            return call.watches();
        }
    }

    /**
     * From this time on the watch says nothing any more, no event, no bookmark and no end, and its
     * connection stays. It never recovers, as a half-open connection does not.
     */
    record WatchStalled(Duration after) implements Fault {
        @Override
        public boolean concerns(Call call) {
            return call.watches();
        }
    }
}
