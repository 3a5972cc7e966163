package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics for those without a database: all partitions, from their beginning or from given
 * offsets. An older fact of a slot is never handed over after a newer one of the same source; what
 * cannot be read is told to the log and skipped; what requires an upgrade pauses its partition.
 */
public final class TopicReader implements AutoCloseable {
    private final HealthBoard board;
    private final ReaderLoop loop;
    private final Thread thread;

    private TopicReader(Builder builder, BatchHandler handler) {
        board = new HealthBoard(builder.clock);
        loop = new ReaderLoop(builder, handler, board);
        thread = Thread.ofPlatform().daemon().name("topic-reader").unstarted(loop);
    }

    /** A reader of those topics. */
    public static Builder of(KafkaSettings kafka, Topic... topics) {
        return new Builder(kafka, Set.of(topics));
    }

    /** What can be chosen about a reader. */
    public static final class Builder {
        final KafkaSettings kafka;
        final Set<Topic> topics;
        Map<Place, Long> offsets = Map.of();
        @Nullable String service;
        EventCodec codec = new EventCodec();
        Clock clock = Clock.systemUTC();
        LedgerLog log = LedgerLog.to(System.getLogger(TopicReader.class.getName()));

        private Builder(KafkaSettings kafka, Set<Topic> topics) {
            this.kafka = kafka;
            this.topics = topics;
        }

        /** Begins there; partitions that are not named begin at their beginning. */
        public Builder from(Map<Place, Long> offsets) {
            this.offsets = Map.copyOf(offsets);
            return this;
        }

        /**
         * Sends what cannot be read to the dead letters, as that service, once. For topics that no
         * service with a database reads; else it is one who tells too many.
         */
        public Builder buryingAs(String service) {
            this.service = service;
            return this;
        }

        /** Knows more features than the first release. */
        public Builder codec(EventCodec codec) {
            this.codec = codec;
            return this;
        }

        /** Takes the time from there. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** Tells that log. */
        public Builder log(LedgerLog log) {
            this.log = log;
            return this;
        }

        /** The reader; its handler is called in the reader's own thread. */
        public TopicReader build(BatchHandler handler) {
            return new TopicReader(this, handler);
        }
    }

    /** Begins; returns at once, and waits for a broker that is away. */
    public void start() {
        thread.start();
    }

    /** Ends when all was handled that the topics held at the start. */
    public CompletableFuture<Void> caughtUp() {
        return loop.caughtUp().copy();
    }

    /** The next offset of each partition: all before it was handled. */
    public Map<Place, Long> positions() {
        return loop.positions();
    }

    /** How many records are known to wait, over all partitions. */
    public long lag() {
        return loop.lag();
    }

    /** How it is. */
    public LedgerHealth health() {
        return board.health();
    }

    /** Stops within two seconds, after the batch in hand. */
    @Override
    public void close() {
        loop.stop();
        try {
            if (thread.isAlive() && !thread.join(Duration.ofMillis(1_800))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        board.stopped();
    }
}
