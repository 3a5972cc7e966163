package dev.aquifer.ledger;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;

/**
 * A broker, a database and a service of one table: of each cache it keeps the newest generation it
 * heard, counts what it handled, and answers each event with a SourcePinned of that generation.
 */
final class Scene implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();
    static final Instant TIME = Instant.parse("2026-05-01T10:00:00Z");

    final EmbeddedBroker broker;
    final String databaseName;
    final DataSource database;
    final Jdbi jdbi;
    final String service;
    final EventPublisher publisher;
    private final List<Runnable> open = new ArrayList<>();

    Scene() {
        this(EmbeddedBroker.shared());
    }

    Scene(EmbeddedBroker broker) {
        this(broker, EmbeddedDatabase.shared());
    }

    Scene(EmbeddedBroker broker, EmbeddedDatabase databases) {
        this.broker = broker;
        databaseName = databases.createNamed();
        database = databases.named(databaseName);
        jdbi = Jdbi.create(database);
        service = "scene-" + NAMES.incrementAndGet();
        publisher = EventPublisher.open(kafka(), new EventCodec());
        open.add(publisher::close);
        jdbi.useHandle(
                handle ->
                        handle.execute(
                                "create table heard (cache text primary key,"
                                        + " generation bigint not null, handled int not null)"));
    }

    KafkaSettings kafka() {
        return KafkaSettings.of(broker.bootstrapServers());
    }

    LedgerSettings settings() {
        return LedgerSettings.of(service, broker.bootstrapServers())
                .withBackoff(Duration.ofMillis(20), Duration.ofMillis(200));
    }

    EventLedger ledger() {
        return ledger(FaultPoints.NONE);
    }

    EventLedger ledger(FaultPoints faults) {
        return ledger(EventLedger.builder(settings(), database).faults(faults), this::answer);
    }

    /** Starts it, with that handler for desired events. */
    EventLedger ledger(EventLedger.Builder builder, EventHandler handler) {
        var ledger = builder.build().on(Topic.DESIRED, handler);
        open.add(ledger::close);
        ledger.start();
        return ledger;
    }

    /** What the service does. */
    void answer(Received received, LedgerTransaction tx) {
        if (!(received instanceof Received.Fact fact)
                || !(fact.event() instanceof CacheWithdrawn desired)
                || !mine(desired.subject())) {
            return;
        }
        var subject = desired.subject();
        tx.jdbi()
                .execute(
                        "insert into heard values (?, ?, 1) on conflict (cache) do update"
                                + " set generation = excluded.generation,"
                                + " handled = heard.handled + 1",
                        subject.resource().name(),
                        subject.generation());
        tx.publish(
                Topic.CACHES,
                new SourcePinned(subject, Long.toString(subject.generation()), tx.now()));
    }

    /** The broker is shared; each scene has a namespace. */
    boolean mine(Subject subject) {
        return subject.resource().namespace().equals(service);
    }

    Subject cache(String name, long generation) {
        return new Subject(
                new ResourceRef("ModelCache", service, name), new Uid("uid-" + name), generation);
    }

    /** Publishes what a user wants; generation and sequence are one. */
    void want(String name, long generation) {
        publisher.publish(Topic.DESIRED, wanted(name, generation)).join();
    }

    Envelope<CacheWithdrawn> wanted(String name, long generation) {
        return new Envelope<>(
                meta(name, generation), new CacheWithdrawn(cache(name, generation), TIME));
    }

    EventMeta meta(String name, long sequence) {
        return new EventMeta(
                name + "@" + sequence,
                "/test/users-of-" + service,
                TIME,
                "apply-" + name,
                null,
                sequence,
                List.of(),
                null);
    }

    Slot slot(String name) {
        return Slot.of(cache(name, 0).resource());
    }

    /** All that was published to a topic about this scene, repeats included, in order. */
    List<Received> published(Topic topic) {
        return RawTopic.read(broker.bootstrapServers(), topic).stream()
                .filter(received -> concerns(received))
                .toList();
    }

    private boolean concerns(Received received) {
        return switch (received) {
            case Received.Fact fact -> mine(fact.event().subject());
            case Received.Gone gone -> gone.key().startsWith("ModelCache/" + service + "/");
        };
    }

    /** Generation by cache, as the service's table has it. */
    Map<String, Long> heard() {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery("select cache, generation from heard")
                                .setMapKeyColumn("cache")
                                .setMapValueColumn("generation")
                                .collectInto(new GenericType<Map<String, Long>>() {}));
    }

    int handled(String name) {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery("select handled from heard where cache = ?")
                                .bind(0, name)
                                .mapTo(Integer.class)
                                .findOne()
                                .orElse(0));
    }

    long outboxRows() {
        return jdbi.withHandle(
                handle ->
                        handle.createQuery("select count(*) from ledger.outbox")
                                .mapTo(Long.class)
                                .one());
    }

    /** Done when the scene ends. */
    void atEnd(Runnable closing) {
        open.add(closing);
    }

    @Override
    public void close() {
        open.reversed().forEach(Runnable::run);
    }

    /** A log that keeps what it was told. */
    static final class Notes {
        final List<String> lines = new CopyOnWriteArrayList<>();

        LedgerLog log() {
            return (LedgerLog)
                    Proxy.newProxyInstance(
                            LedgerLog.class.getClassLoader(),
                            new Class<?>[] {LedgerLog.class},
                            (_, method, arguments) -> {
                                lines.add(method.getName() + " " + Arrays.toString(arguments));
                                return null;
                            });
        }
    }
}
