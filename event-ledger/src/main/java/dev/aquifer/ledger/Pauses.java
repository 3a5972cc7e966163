package dev.aquifer.ledger;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Which partitions wait, and until when. */
final class Pauses {
    private final Backoff backoff;
    private final LedgerLog log;
    private final HealthBoard board;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private int databaseFailures;

    Pauses(
            Backoff backoff,
            LedgerLog log,
            HealthBoard board,
            KafkaConsumer<byte[], byte[]> consumer) {
        this.backoff = backoff;
        this.log = log;
        this.board = board;
        this.consumer = consumer;
    }

    /** The pause after so many attempts. */
    Duration after(int attempts) {
        return backoff.after(attempts);
    }

    /** How long a poll may take, so that the next pause ends in time. */
    static Duration timeout(Collection<PartitionState> states, Duration longest) {
        long now = System.nanoTime();
        long least = longest.toNanos();
        for (var state : states) {
            if (state.pausing && !state.upgradeRequired) {
                least = Math.min(least, Math.max(0, state.goOnAt - now));
            }
        }
        return Duration.ofNanos(least + TimeUnit.MILLISECONDS.toNanos(1));
    }

    /** Lets those go on whose pause is over; whether there were any. */
    boolean goOn(Collection<PartitionState> states) {
        long now = System.nanoTime();
        boolean anyDue = false;
        for (var state : states) {
            if (state.due(now)) {
                state.pausing = false;
                anyDue = true;
                if (state.position != PartitionState.UNKNOWN) {
                    consumer.resume(Set.of(state.partition));
                }
            }
        }
        return anyDue;
    }

    /** Nothing comes from there for so long. */
    void pause(PartitionState state, Duration delay) {
        state.pausing = true;
        state.goOnAt = System.nanoTime() + delay.toNanos();
        consumer.pause(Set.of(state.partition));
        // Drops what was fetched ahead; where the position is unknown it is set before going on.
        consumer.seek(state.partition, Math.max(0, state.position));
    }

    /** Whether the last commit took place is not known either: all positions are asked again. */
    void databaseAway(Throwable thrown, Collection<PartitionState> states) {
        databaseFailures++;
        var delay = backoff.after(databaseFailures);
        log.paused("database", thrown, delay);
        board.waits("database", LedgerHealth.State.PAUSED, Troubles.describe(thrown));
        for (var state : states) {
            if (!state.upgradeRequired) {
                state.position = PartitionState.UNKNOWN;
                pause(state, delay);
            }
        }
    }

    /** It was heard of, so the next trouble is the first again. */
    void databaseAnswers() {
        databaseFailures = 0;
        if (board.goesOn("database")) {
            log.resumed("database");
        }
    }
}
