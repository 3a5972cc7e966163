package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jdbi.v3.core.Jdbi;

/**
 * Whatever is repeated, comes late, stands between other keys, comes in other batches or all again
 * from the start: a service's state ends the same, byte for byte.
 */
class ReplayTest {
    private static final int CACHES = 3;
    private static final int EDITS = 4;

    @Property(tries = 15)
    void sameStateByteForByte(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 9) int batch) {
        var plain = new Flow();
        plain.handle(topic(edits()), 100);

        var disturbed = new Flow();
        var topic = topic(disturb(edits(), random));
        disturbed.handle(topic, batch);
        assertThat(disturbed.state()).isEqualTo(plain.state());

        disturbed.fromTheStart();
        disturbed.handle(topic, batch + 1);
        assertThat(disturbed.state()).isEqualTo(plain.state());
    }

    /** An edit of a cache. */
    private record Edit(int cache, int generation) {}

    private static List<Edit> edits() {
        var edits = new ArrayList<Edit>();
        for (int cache = 0; cache < CACHES; cache++) {
            for (int generation = 1; generation <= EDITS; generation++) {
                edits.add(new Edit(cache, generation));
            }
        }
        return edits;
    }

    /** Keys in any order among each other; copies of records anywhere after them. */
    private static List<Edit> disturb(List<Edit> edits, Random random) {
        var queues = new ArrayList<List<Edit>>();
        for (int cache = 0; cache < CACHES; cache++) {
            int of = cache;
            queues.add(new ArrayList<>(edits.stream().filter(e -> e.cache() == of).toList()));
        }
        var topic = new ArrayList<Edit>();
        while (queues.stream().anyMatch(queue -> !queue.isEmpty())) {
            var queue = queues.get(random.nextInt(CACHES));
            if (!queue.isEmpty()) {
                topic.add(queue.removeFirst());
            }
            if (!topic.isEmpty() && random.nextInt(3) == 0) {
                topic.add(topic.get(random.nextInt(topic.size())));
            }
        }
        return topic;
    }

    private static List<ConsumerRecord<byte[], byte[]>> topic(List<Edit> edits) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (var edit : edits) {
            var name = "c" + edit.cache();
            var subject =
                    new Subject(
                            new ResourceRef("ModelCache", "replay", name),
                            new Uid("uid-" + name),
                            edit.generation());
            var meta =
                    new EventMeta(
                            name + "@" + edit.generation(),
                            "/test/users",
                            Scene.TIME,
                            "apply",
                            null,
                            edit.generation(),
                            List.of(),
                            null);
            var since = Scene.TIME.plusSeconds(edit.generation());
            var wire =
                    new EventCodec()
                            .encode(
                                    Topic.DESIRED,
                                    new Envelope<>(meta, new CacheWithdrawn(subject, since)));
            var headers = new RecordHeaders();
            wire.headers()
                    .forEach(
                            (key, text) -> headers.add(key, text.getBytes(StandardCharsets.UTF_8)));
            records.add(
                    new ConsumerRecord<>(
                            Topic.DESIRED.topicName(),
                            0,
                            records.size(),
                            0L,
                            TimestampType.CREATE_TIME,
                            0,
                            0,
                            wire.key().getBytes(StandardCharsets.UTF_8),
                            wire.value().getBytes(StandardCharsets.UTF_8),
                            headers,
                            Optional.empty()));
        }
        return records;
    }

    /** Keeps how many edits it saw in odd generations, and says what it keeps. */
    private static final class Flow {
        private final Jdbi database = Jdbi.create(EmbeddedDatabase.shared().create());
        private final Place place = new Place(Topic.DESIRED, 0);
        private final ChunkHandler chunks;

        Flow() {
            var settings = LedgerSettings.of("replay", "nowhere:1");
            var log = new Scene.Notes().log();
            var transactions =
                    new Transactions(
                            database,
                            Clock.fixed(Scene.TIME, ZoneOffset.UTC),
                            new EventCodec(),
                            settings,
                            log,
                            FaultPoints.NONE);
            transactions.prepare();
            chunks =
                    new ChunkHandler(
                            settings,
                            new EventCodec(),
                            log,
                            FaultPoints.NONE,
                            transactions,
                            Map.of(Topic.DESIRED, Flow::decide));
            database.useHandle(
                    handle -> {
                        handle.execute(
                                "create table kept (cache text primary key, generation bigint,"
                                        + " history text)");
                        chunks.positions().at(handle, place, "id", 0);
                    });
        }

        private static void decide(Received received, LedgerTransaction tx) {
            if (received instanceof Received.Fact fact
                    && fact.event() instanceof CacheWithdrawn desired) {
                var subject = desired.subject();
                tx.jdbi()
                        .execute(
                                "insert into kept values (?, ?, ?) on conflict (cache) do update"
                                        + " set generation = excluded.generation, history ="
                                        + " kept.history || ' ' || excluded.history",
                                subject.resource().name(),
                                subject.generation(),
                                Long.toString(subject.generation()));
                new Said(tx, tx.cause())
                        .say(
                                Topic.CACHES,
                                new SourcePinned(
                                        subject, "r" + subject.generation() / 2, desired.since()));
            }
        }

        void handle(List<ConsumerRecord<byte[], byte[]>> topic, int batch) {
            var state = new PartitionState(new TopicPartition(Topic.DESIRED.topicName(), 0), place);
            state.position = 0;
            for (int from = 0; from < topic.size(); from += batch) {
                var chunk = topic.subList(from, Math.min(topic.size(), from + batch));
                chunks.handle(state, chunk.stream().map(chunks::read).toList());
            }
        }

        void fromTheStart() {
            database.useHandle(
                    handle -> handle.execute("update ledger.positions set next_offset = 0"));
        }

        /** What the service keeps, what it says, and what it published of each slot, in order. */
        List<String> state() {
            return database.withHandle(
                    handle -> {
                        var state = new ArrayList<String>();
                        for (var query :
                                List.of(
                                        "select row_to_json(k)::text from kept k order by 1",
                                        "select slot || ' ' || convert_from(value, 'UTF8')"
                                                + " from ledger.levels order by 1",
                                        "select string_agg(convert_from(value, 'UTF8'), ' '"
                                                + " order by id) from ledger.outbox"
                                                + " group by record_key order by 1")) {
                            state.addAll(handle.createQuery(query).mapTo(String.class).list());
                        }
                        return state;
                    });
        }
    }
}
