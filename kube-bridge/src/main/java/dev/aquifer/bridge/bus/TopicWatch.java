package dev.aquifer.bridge.bus;

import dev.aquifer.ledger.KafkaSettings;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;

/**
 * Notices that a topic is not the one any more that it was: somebody deleted it, and made it again
 * without what it held. A writer hears nothing of that by itself.
 */
public final class TopicWatch implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final String topic;
    private final Topics topics;
    private final Topics.Shape seen;
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});

    /** Remembers which topic it is. Throws when there is none, or the broker is away. */
    public TopicWatch(KafkaSettings kafka, String topic) {
        this.topic = topic;
        this.topics = new Topics(kafka);
        try {
            this.seen = topics.shape(topic);
        } catch (RuntimeException e) { // whatever it was, leave no connections behind
            topics.close();
            throw e;
        }
    }

    /** From now on tells, once, when it is another. */
    public void start(Runnable lost) {
        thread = Thread.ofVirtual().name("watch-" + topic).start(() -> watch(lost));
    }

    private void watch(Runnable lost) {
        try {
            while (same()) {
                Thread.sleep(BETWEEN);
            }
            lost.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private boolean same() throws InterruptedException {
        try {
            return topics.shape(topic).equals(seen);
        } catch (KafkaException e) { // the broker is away, or the topic for a moment: look again
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return true;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        topics.close();
    }
}
