package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.KafkaDesiredTopic;
import dev.aquifer.bridge.bus.PublishFailedException;
import dev.aquifer.bridge.bus.Sequence;
import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.kubernetes.ControlApi;
import dev.aquifer.bridge.kubernetes.ControlInformers;
import dev.aquifer.bridge.kubernetes.ControlListener;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.LedgerLog;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a leader does between taking the Lease and losing it: fences whoever led before, learns what
 * the bus and the control API hold, and only then lets the flows run. A term that fails is over;
 * whoever still holds the Lease begins another.
 */
final class Term implements AutoCloseable {
    private static final String TRANSACTIONAL_ID = "aquifer-kube-bridge";
    private static final int DESIRED_BATCH = 200;
    private static final LedgerLog READING =
            LedgerLog.to(System.getLogger("dev.aquifer.bridge.bus"));

    /** What every term needs. */
    record Surroundings(BridgeSettings settings, ControlApi api, Clock clock, BridgeLog log) {}

    private final Surroundings with;
    private final int number;
    private final Map<String, String> notes;
    private final Thread thread;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private volatile String stage = "starting";
    private volatile boolean failed;
    private volatile @Nullable Running running;

    Term(Surroundings with, int number, Map<String, String> notes) {
        this.with = with;
        this.number = number;
        this.notes = Map.copyOf(notes);
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
        var kafka =
                new KafkaSettings(
                        with.settings().kafka().bootstrapServers(),
                        with.settings().kafka().client());
        stage = "waiting for the broker";
        var publisher = opened(EventPublisher.fencing(kafka, new EventCodec(), TRANSACTIONAL_ID));
        stage = "reading what was published";
        var content = KafkaDesiredTopic.read(kafka, READING);
        stage = "listing the control API";
        var sequence = new Sequence(number, content.highestSequence());
        var topic = new KafkaDesiredTopic(publisher, sequence, with.clock());
        var informers = opened(with.api().informers());
        var flows = new Running(informers, topic, content);
        informers.start(flows).get();
        stage = "reading facts and conditions";
        var facts =
                opened(
                        TopicReader.of(
                                        kafka,
                                        Topic.CACHES,
                                        Topic.CLUSTERS,
                                        Topic.DEPLOYMENTS,
                                        Topic.CONDITIONS)
                                .log(READING)
                                .build(flows::learn));
        facts.start();
        facts.caughtUp().get();
        flows.start(facts);
        flows.tell(kafka);
        running = flows;
        stage = "";
        with.log().inStep(content.byName().size());
    }

    private <T extends AutoCloseable> T opened(T resource) throws InterruptedException {
        synchronized (open) {
            open.push(resource);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return resource;
    }

    private void fail(Throwable cause) {
        if (!failed) {
            with.log().termFailed(stage.isEmpty() ? "publishing failed" : stage, cause);
            stage = "failed: " + cause;
            failed = true;
        }
    }

    /** Whether it is over and another one has to begin. */
    boolean failed() {
        return failed;
    }

    /** What keeps it from doing its work; empty when nothing does. */
    Optional<String> trouble() {
        var flows = running;
        if (!stage.isEmpty() || flows == null) {
            return Optional.of(stage);
        }
        return flows.trouble();
    }

    /** Names that wait for an operator. */
    Map<ResourceRef, String> waiting() {
        var flows = running;
        return flows == null ? Map.of() : flows.desired.waiting();
    }

    /** What the next leader has to know. */
    Map<String, String> notes() {
        var flows = running;
        return flows == null ? Map.of() : flows.notes();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (open) {
            while (!open.isEmpty()) {
                close(open.pop());
            }
        }
    }

    private void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) { // AutoCloseable allows any; the others are to be closed as well
            with.log().broken("closing " + resource.getClass().getSimpleName(), e);
        }
    }

    /** The flows, each with its worker, and who offers what to which. */
    private final class Running implements ControlListener {
        private final ControlInformers informers;
        private final Lives lives = new Lives();
        private final DesiredFlow desired;
        private final StatusFlow status;
        private final DeclaredFlow declared;
        private final TransitionFlow transitions;
        private final KeyedWorker<ResourceRef> desiredWorker;
        private final KeyedWorker<ResourceRef> statusWorker;
        private final KeyedWorker<ResourceRef> declaredWorker;
        private @Nullable TopicReader facts;
        private @Nullable TopicReader telling;

        Running(
                ControlInformers informers,
                KafkaDesiredTopic topic,
                KafkaDesiredTopic.Content content)
                throws InterruptedException {
            var log = with.log();
            var clock = with.clock();
            var writer = with.api();
            this.informers = informers;
            desired =
                    new DesiredFlow(informers, writer, topic, content.byName(), lives, clock, log);
            status = new StatusFlow(informers, writer, log);
            declared = new DeclaredFlow(informers, writer, clock, log);
            transitions =
                    new TransitionFlow(
                            informers, writer, with.settings().events().newerThan(), clock, log);
            desiredWorker = opened(new KeyedWorker<>("desired", DESIRED_BATCH, this::publish, log));
            statusWorker = opened(new KeyedWorker<>("status", 1, status::on, log));
            declaredWorker = opened(new KeyedWorker<>("declared", 1, declared::on, log));
        }

        private Set<ResourceRef> publish(List<ResourceRef> names) {
            try {
                // What is declared is never published, even while somebody hides that it is ours.
                return desired.on(
                        names.stream()
                                .filter(n -> desired.holds(n) || !declared.declares(n))
                                .toList());
            } catch (PublishFailedException e) {
                fail(e);
                throw e;
            }
        }

        void start(TopicReader facts) {
            this.facts = facts;
            desiredWorker.offer(desired.names());
            statusWorker.offer(status.names());
            declaredWorker.offer(declared.names());
            desiredWorker.start();
            statusWorker.start();
            declaredWorker.start();
        }

        void tell(KafkaSettings kafka) throws InterruptedException {
            telling =
                    opened(
                            TopicReader.of(kafka, Topic.TRANSITIONS)
                                    .from(Positions.read(Topic.TRANSITIONS, notes))
                                    .log(READING)
                                    .build(transitions::on));
            telling.start();
        }

        void learn(List<Received> batch) {
            for (var received : batch) {
                try {
                    learn(received);
                } catch (IllegalArgumentException | IllegalStateException e) {
                    // A key or subject that no writer of ours produces must not stop the topic.
                    with.log().broken(received.topic() + "@" + received.offset(), e);
                }
            }
        }

        private void learn(Received received) {
            if (received.topic() == Topic.CONDITIONS) {
                status.learn(received).ifPresent(statusWorker::offer);
                return;
            }
            if (received instanceof Received.Fact fact) {
                lives.learn(fact.event()).ifPresent(desiredWorker::offer);
            }
            if (received.topic() == Topic.DEPLOYMENTS) {
                declared.learn(received).ifPresent(declaredWorker::offer);
            }
        }

        @Override
        public void changed(ResourceRef ref) {
            statusChanged(ref);
            if (Kind.named(ref.kind()).filter(Kind::published).isPresent()) {
                desiredWorker.offer(ref);
            }
            declaredWorker.offer(ref);
            if (ref.kind().equals(Kind.MODEL_DEPLOYMENT.kindName())) {
                declaredWorker.offer(declared.declaredBy(ref));
            }
            transitions.seen(ref);
        }

        @Override
        public void statusChanged(ResourceRef ref) {
            statusWorker.offer(ref);
        }

        @Override
        public void deleted(ResourceRef ref, Uid uid) {
            if (desired.holds(ref)) {
                lives.deleted(uid);
            }
            changed(ref);
        }

        Map<String, String> notes() {
            var reader = telling;
            return reader == null
                    ? Map.of()
                    : Map.of(
                            Positions.note(Topic.TRANSITIONS), Positions.write(reader.positions()));
        }

        Optional<String> trouble() {
            var reader = facts;
            if (!informers.running()) {
                return Optional.of("the control API is not watched any more");
            }
            if (reader != null && !reader.health().running()) {
                return Optional.of("the bus: " + reader.health().reason());
            }
            return Optional.empty();
        }
    }
}
