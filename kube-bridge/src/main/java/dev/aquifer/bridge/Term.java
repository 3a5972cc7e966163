package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.KafkaDesiredTopic;
import dev.aquifer.bridge.bus.Sequence;
import dev.aquifer.bridge.bus.TopicWatch;
import dev.aquifer.bridge.domain.Tenant;
import dev.aquifer.bridge.kubernetes.ControlApi;
import dev.aquifer.bridge.kubernetes.LeaseApi;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a leader does between taking the Lease and losing it: fences whoever led before, learns what
 * the bus and the control API hold, and only then lets the flows run. A term that fails is over;
 * whoever still holds the Lease begins another.
 */
final class Term implements AutoCloseable {
    private static final String TRANSACTIONAL_ID = "aquifer-kube-bridge";
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /**
     * What every term needs.
     *
     * @param identity of this replica, as it is on the Lease
     */
    record Surroundings(
            BridgeSettings settings,
            String identity,
            List<Tenant> tenants,
            ControlApi api,
            Clock clock,
            BridgeLog log) {
        KafkaSettings kafka() {
            return new KafkaSettings(
                    settings.kafka().bootstrapServers(), settings.kafka().client());
        }

        LeaseApi lease() {
            return api.lease(settings.lease().namespace(), settings.lease().name());
        }
    }

    /**
     * What a term has of those before.
     *
     * @param term its number
     * @param notes of whoever led before
     * @param sequence goes on above theirs
     */
    record Handover(int term, Map<String, String> notes, Sequence sequence) {
        Handover {
            notes = Map.copyOf(notes);
        }
    }

    private final Surroundings with;
    private final int number;
    private final Map<String, String> notes;
    private final Opened opened;
    private final Thread thread;
    private volatile String stage = "starting";
    private volatile boolean failed;
    private volatile @Nullable Flows running;

    /**
     * A term, not begun.
     *
     * @param number how often the Lease changed hands
     * @param notes of whoever led before
     */
    Term(Surroundings with, int number, Map<String, String> notes) {
        this.with = with;
        this.number = number;
        this.notes = Map.copyOf(notes);
        this.opened = new Opened(with.log());
        this.thread = Thread.ofVirtual().name("term-" + number).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            begin();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (RuntimeException | ExecutionException e) { // broker or API: another term may do
            fail(e);
        }
    }

    private void begin() throws InterruptedException, ExecutionException {
        stage = "waiting for the broker";
        var publisher =
                opened.add(
                        EventPublisher.fencing(with.kafka(), new EventCodec(), TRANSACTIONAL_ID));
        stage = "reading what was published";
        var watch = opened.add(new TopicWatch(with.kafka(), Topic.DESIRED.topicName()));
        var content = KafkaDesiredTopic.read(with.kafka(), Flows.READING);
        var sequence = new Sequence(number, content.highestSequence(), with.clock().instant());
        var topic = new KafkaDesiredTopic(publisher, sequence, with.clock());
        stage = "listing the control API";
        var informers = opened.add(with.api().informers());
        var flows = new Flows(with, informers, topic, content.byName(), this::fail, opened);
        informers.start(flows).get();
        stage = "reading facts and conditions";
        flows.begin(new Handover(number, notes, sequence));
        running = flows;
        watch.start(() -> fail(new IllegalStateException("aquifer.desired was made again")));
        stage = "";
        with.log().inStep(content.byName().size());
    }

    private void fail(Throwable cause) {
        if (!failed) {
            with.log().termFailed(stage.isEmpty() ? "publishing" : stage, cause.toString());
            stage = "failed: " + cause;
            failed = true;
        }
    }

    /** How often the Lease changed hands when it began. */
    int number() {
        return number;
    }

    /** Whether it is over and another one has to begin. */
    boolean failed() {
        return failed;
    }

    /** What keeps it from doing its work; empty when nothing does. */
    Optional<String> trouble() {
        var flows = running;
        return !stage.isEmpty() || flows == null ? Optional.of(stage) : flows.trouble();
    }

    /** Names that wait for an operator. */
    Map<ResourceRef, String> waiting() {
        var flows = running;
        return flows == null ? Map.of() : flows.waiting();
    }

    /** What the next leader has to know. */
    Map<String, String> remembered() {
        var flows = running;
        return flows == null ? Map.of() : flows.positions();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        opened.close();
    }
}
