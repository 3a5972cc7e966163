package dev.aquifer.ledger;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Looks every few seconds whether the broker is there and the topics are those they were, without
 * waiting for the answer: a consumer itself says nothing of a broker that is away, and would go on
 * in the middle of a topic that was made again under the same name. Belongs to one thread.
 */
final class TopicWatch implements AutoCloseable {
    private static final long BETWEEN = TimeUnit.SECONDS.toNanos(5);
    private static final long SILENT = TimeUnit.SECONDS.toNanos(6);
    private static final String BROKER = "broker";

    private final Admin admin;
    private final List<String> names;
    private final HealthBoard board;
    private final LedgerLog log;
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> missing = new HashSet<>();
    private Map<String, KafkaFuture<TopicDescription>> asked = Map.of();
    private long askedAt;
    private boolean silent;

    TopicWatch(KafkaSettings kafka, Collection<String> names, HealthBoard board, LedgerLog log) {
        this.admin = KafkaConfig.admin(kafka);
        this.names = List.copyOf(names);
        this.board = board;
        this.log = log;
        ask();
    }

    /** Asks and waits for the answer. */
    Map<String, String> ids(Collection<String> some) {
        try {
            var found = new HashMap<String, String>();
            admin.describeTopics(new HashSet<>(some))
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> found.put(name, topic.topicId().toString()));
            return found;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void ask() {
        asked = admin.describeTopics(names).topicNameValues();
        askedAt = System.nanoTime();
    }

    /** The topics that are not those they were at the last look. */
    Set<String> look() {
        long now = System.nanoTime();
        if (!asked.values().stream().allMatch(KafkaFuture::isDone)) {
            if (now - askedAt > SILENT) {
                silent(null);
            }
            return Set.of();
        }
        if (now - askedAt < BETWEEN && !ids.isEmpty()) {
            return Set.of();
        }
        var replaced = new HashSet<String>();
        asked.forEach((name, answer) -> answered(name, answer, replaced));
        ask();
        return replaced;
    }

    private void answered(String name, KafkaFuture<TopicDescription> answer, Set<String> replaced) {
        try {
            var id = answer.get().topicId().toString();
            heard();
            if (missing.remove(name)) {
                board.goesOn(name);
            }
            var before = ids.put(name, id);
            if (before != null && !before.equals(id)) {
                replaced.add(name);
            }
        } catch (ExecutionException e) {
            if (TopicShape.missing(e)) {
                heard();
                missing.add(name);
                board.waits(name, LedgerHealth.State.PAUSED, "there is no topic " + name);
            } else {
                silent(e.getCause());
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void silent(@Nullable Throwable why) {
        if (!silent) {
            silent = true;
            board.waits(BROKER, LedgerHealth.State.PAUSED, "the broker does not answer");
            log.paused(
                    BROKER,
                    why == null ? new IllegalStateException("no answer") : why,
                    Duration.ZERO);
        }
    }

    /** What is on the board may be of a watch before this one, whose consumer broke meanwhile. */
    private void heard() {
        silent = false;
        if (board.goesOn(BROKER)) {
            log.resumed(BROKER);
        }
    }

    @Override
    public void close() {
        missing.forEach(board::goesOn);
        admin.close(Duration.ZERO);
    }
}
