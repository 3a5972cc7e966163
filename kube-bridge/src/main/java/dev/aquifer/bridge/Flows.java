package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.CaughtUp;
import dev.aquifer.bridge.bus.DesiredTopic;
import dev.aquifer.bridge.bus.PublishFailedException;
import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Published;
import dev.aquifer.bridge.kubernetes.ControlInformers;
import dev.aquifer.bridge.kubernetes.ControlListener;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.BatchHandler;
import dev.aquifer.ledger.LedgerHealth;
import dev.aquifer.ledger.LedgerLog;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The flows of a term, each with its worker, and who tells which of them what. */
final class Flows implements ControlListener {
    static final LedgerLog READING = LedgerLog.to(System.getLogger("dev.aquifer.bridge.bus"));
    private static final String NAME = "kube-bridge";
    private static final int DESIRED_BATCH = 200;
    private static final int STATUS_THREADS = 4;
    private static final Duration LOOK = Duration.ofMillis(200);

    /** More than that, and a server would make us wait by its own measure. */
    private static final int CALLS_AT_ONCE = 16;

    private final Term.Surroundings with;
    private final ControlInformers informers;
    private final Consumer<Throwable> failed;
    private final Opened opened;
    private final Lives lives = new Lives();
    private final DesiredFlow desired;
    private final StatusFlow status;
    private final DeclaredFlow declared;
    private final TransitionFlow transitions;
    private final KeyedWorker<ResourceRef> desiredWorker;
    private final KeyedWorker<ResourceRef> statusWorker;
    private final KeyedWorker<ResourceRef> declaredWorker;
    private final KeyedWorker<ResourceRef> strayWorker;
    private final KeyedWorker<ResourceRef> tellingWorker;
    private final Map<Topic, TopicReader> readers = new ConcurrentHashMap<>();
    private volatile @Nullable Requests requests;

    Flows(
            Term.Surroundings with,
            ControlInformers informers,
            DesiredTopic topic,
            Map<ResourceRef, Published> published,
            Consumer<Throwable> failed,
            Opened opened)
            throws InterruptedException {
        this.with = with;
        this.informers = informers;
        this.failed = failed;
        this.opened = opened;
        var log = with.log();
        var clock = with.clock();
        var api = with.api();
        var newerThan = with.settings().events().newerThan();
        var atOnce = opened.add(new AtOnce(CALLS_AT_ONCE));
        desired = new DesiredFlow(informers, api, topic, published, lives, atOnce, clock, log);
        status = new StatusFlow(informers, api, log);
        declared = new DeclaredFlow(informers, api, clock, log);
        transitions = new TransitionFlow(informers, api, newerThan, clock, log);
        desiredWorker = worker("desired", 1, DESIRED_BATCH, this::publish);
        statusWorker = worker("status", STATUS_THREADS, 1, status::on);
        var strays = new StrayFlow(informers, api, declared::declares, clock, log);
        strayWorker = worker("strays", 1, 1, strays::on);
        declaredWorker = worker("declared", 1, 1, declared::on);
        tellingWorker = worker("telling", 1, 1, transitions::seen);
    }

    private KeyedWorker<ResourceRef> worker(
            String name, int threads, int batch, KeyedWorker.Handler<ResourceRef> handler)
            throws InterruptedException {
        return opened.add(new KeyedWorker<>(name, threads, batch, handler, with.log()));
    }

    /** Learns all facts there are, then begins to act on them. */
    void begin(Term.Handover handover) throws InterruptedException, ExecutionException {
        // What cannot be read there is buried by the services with databases.
        var facts = TopicReader.of(with.kafka(), Topic.CACHES, Topic.CLUSTERS, Topic.DEPLOYMENTS);
        var conditions = TopicReader.of(with.kafka(), Topic.CONDITIONS).buryingAs(NAME);
        var reading =
                List.of(
                        begin(Topic.DEPLOYMENTS, facts, this::learn),
                        begin(Topic.CONDITIONS, conditions, this::learn));
        for (var reader : reading) {
            catchUp(reader);
        }
        desiredWorker.offer(desired.names());
        for (var worker :
                List.of(desiredWorker, statusWorker, declaredWorker, strayWorker, tellingWorker)) {
            worker.start();
        }
        goOn(Topic.TRANSITIONS, handover.notes(), transitions::on);
        requests = Requests.begin(with.tenants(), with, handover, opened);
    }

    /** A partition that waits for a newer release does not keep all others waiting. */
    private static void catchUp(TopicReader reader)
            throws InterruptedException, ExecutionException {
        var upgrade = LedgerHealth.State.UPGRADE_REQUIRED;
        var done = false;
        while (!done) {
            done = CaughtUp.within(reader, LOOK) || reader.health().state() == upgrade;
        }
    }

    /** Goes on where whoever led before had come to. */
    private void goOn(Topic topic, Map<String, String> notes, BatchHandler handler)
            throws InterruptedException {
        var places = Positions.read(topic, notes);
        begin(topic, TopicReader.of(with.kafka(), topic).buryingAs(NAME).from(places), handler);
    }

    private TopicReader begin(Topic topic, TopicReader.Builder builder, BatchHandler handler)
            throws InterruptedException {
        var reader = opened.add(builder.log(READING).build(handler));
        readers.put(topic, reader);
        reader.start();
        return reader;
    }

    private Set<ResourceRef> publish(List<ResourceRef> names) {
        try {
            // What is declared is never published, even while somebody hides that it is ours.
            return desired.on(
                    names.stream()
                            .filter(name -> desired.holds(name) || !declared.declares(name))
                            .toList());
        } catch (PublishFailedException e) {
            failed.accept(e);
            throw e;
        }
    }

    private void learn(List<Received> batch) {
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
            if (received instanceof Received.Gone gone) {
                forgetEarly(gone.key(), gone.meta());
            }
            return;
        }
        switch (received) {
            case Received.Fact fact -> lives.learn(fact.event()).ifPresent(desiredWorker::offer);
            case Received.Gone gone -> lives.takenBack(gone.key());
        }
        if (received.topic() == Topic.DEPLOYMENTS) {
            declared.learn(received).ifPresent(declaredWorker::offer);
        }
    }

    /** A stranger's tombstone says nothing about when. */
    private void forgetEarly(String key, @Nullable EventMeta meta) {
        if (meta != null) {
            transitions.gone(ResourceRef.parse(key), meta.time());
        }
    }

    @Override
    public void changed(ResourceRef ref) {
        var kind = Kind.named(ref.kind());
        if (kind.filter(Kind::published).isPresent()) {
            desiredWorker.offer(ref);
        }
        if (kind.filter(Kind::declarable).isPresent()) {
            declaredWorker.offer(ref);
            strayWorker.offer(ref);
            tellingWorker.offer(ref);
        }
        if (ref.kind().equals(Kind.MODEL_DEPLOYMENT.kindName())) {
            declaredWorker.offer(declared.declaredBy(ref));
        }
        statusWorker.offer(ref);
    }

    @Override
    public void statusChanged(ResourceRef ref) {
        statusWorker.offer(ref);
    }

    @Override
    public void deleted(ResourceRef ref, Uid uid) {
        if (desired.holds(ref)) {
            lives.deleted(ref, uid);
        }
        changed(ref);
    }

    /** Names that wait for an operator. */
    Map<ResourceRef, String> waiting() {
        return desired.waiting();
    }

    /** How far topics were handled that are not read from their start. */
    Map<String, String> positions() {
        var positions = new HashMap<String, String>();
        var asking = requests;
        if (asking != null) {
            positions.putAll(asking.positions());
        }
        var transitions = readers.get(Topic.TRANSITIONS);
        if (transitions != null) {
            positions.put(
                    Positions.note(Topic.TRANSITIONS), Positions.write(transitions.positions()));
        }
        return positions;
    }

    /** What keeps them from doing their work; empty when nothing does. */
    Optional<String> trouble() {
        if (!informers.running()) {
            return Optional.of("the control API is not watched any more");
        }
        var asking = requests;
        return readers.values().stream()
                .map(TopicReader::health)
                .filter(health -> !health.running())
                .map(health -> "the bus: " + health.state() + " " + health.reason())
                .findFirst()
                .or(() -> asking == null ? Optional.empty() : asking.trouble());
    }
}
