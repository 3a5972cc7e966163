package dev.aquifer.ledger;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What came of comparing a topic with what was said.
 *
 * @param learned slots of which the topic knew something newer than the database
 * @param refilled slots of which the database knew something newer than the topic
 */
record Agreement(int learned, int refilled) {
    /** Records that have the number of a slot, or a newer one, and wait to be published. */
    private static final String PENDING =
            """
            select from ledger.outbox o where o.topic = :topic
                and o.record_key = convert_to(%s.slot, 'UTF8') and o.sequence %s %s.sequence""";

    private static final String SEEN = " unnest(:slots, :numbers) as s(slot, sequence) ";

    /**
     * Brings both together. Nobody says anything meanwhile: who publishes to a compacted topic
     * writes to the locked table before its outbox rows get their places.
     */
    static Agreement reach(Handle handle, String topic, OwnRecords seen, boolean whole) {
        handle.execute("lock table ledger.levels in exclusive mode");
        var slots = seen.newest().values().stream().map(Levels.Level::slot).toArray(String[]::new);
        var numbers = seen.newest().values().stream().mapToLong(Levels.Level::sequence).toArray();
        if (slots.length > 0) {
            // On a compacted topic, an older record that comes after a newer one would outlive it.
            bound(
                            handle.createUpdate(
                                    "delete from ledger.outbox o using"
                                            + SEEN
                                            + "where o.topic = :topic and o.sequence <= s.sequence"
                                            + " and o.record_key = convert_to(s.slot, 'UTF8')"),
                            topic,
                            slots,
                            numbers)
                    .execute();
        }
        int learned = slots.length == 0 ? 0 : learn(handle, topic, seen, slots, numbers);
        int refilled = whole ? refill(handle, topic, slots, numbers) : 0;
        return new Agreement(learned, refilled);
    }

    private static int learn(
            Handle handle, String topic, OwnRecords seen, String[] slots, long[] numbers) {
        var newer =
                bound(
                                handle.createQuery(
                                        "select s.slot from"
                                                + SEEN
                                                + "left join ledger.levels l"
                                                + " on l.topic = :topic and l.slot = s.slot"
                                                + " where coalesce(l.sequence, -1) < s.sequence"
                                                + " and not exists ("
                                                + PENDING.formatted("s", ">", "s")
                                                + ")"),
                                topic,
                                slots,
                                numbers)
                        .mapTo(String.class)
                        .list();
        var levels = new ArrayList<Levels.Level>();
        for (var slot : newer) {
            var level = seen.newest().get(slot);
            boolean legible =
                    level != null && (level.value() == null || !level.partitionKey().isEmpty());
            if (level != null && legible) {
                levels.add(level);
            }
        }
        int before = count(handle, topic, levels);
        Levels.keep(handle, levels);
        // A tombstone of what the database does not know either teaches nothing.
        return (int) levels.stream().filter(level -> level.value() != null).count() + before;
    }

    /** How many of the tombstones end something. */
    private static int count(Handle handle, String topic, List<Levels.Level> levels) {
        var gone =
                levels.stream()
                        .filter(level -> level.value() == null)
                        .map(Levels.Level::slot)
                        .toArray(String[]::new);
        return handle.createQuery(
                        "select count(*) from ledger.levels where topic = ? and slot = any(?)")
                .bind(0, topic)
                .bind(1, gone)
                .mapTo(Integer.class)
                .one();
    }

    /** The very records that were published: with their numbers, they are no news to anybody. */
    private static int refill(Handle handle, String topic, String[] slots, long[] numbers) {
        return bound(
                        handle.createUpdate(
                                "insert into ledger.outbox (topic, partition_key, record_key,"
                                        + " headers, value, written_at, sequence)"
                                        + " select l.topic, l.partition_key,"
                                        + " convert_to(l.slot, 'UTF8'), l.headers, l.value, now(),"
                                        + " l.sequence from ledger.levels l left join"
                                        + SEEN
                                        + "on s.slot = l.slot where l.topic = :topic"
                                        + " and coalesce(s.sequence, -1) < l.sequence"
                                        + " and not exists ("
                                        + PENDING.formatted("l", ">=", "l")
                                        + ") order by l.sequence"),
                        topic,
                        slots,
                        numbers)
                .execute();
    }

    private static <S extends SqlStatement<S>> S bound(
            S statement, String topic, String[] slots, long[] numbers) {
        return statement.bind("topic", topic).bind("slots", slots).bind("numbers", numbers);
    }
}
