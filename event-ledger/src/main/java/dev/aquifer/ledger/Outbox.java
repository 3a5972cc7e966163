package dev.aquifer.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Records that are committed and not yet published. */
final class Outbox {
    private static final int CLAIM_ROWS = 500;
    private static final int CLAIM_BYTES = 4 * 1024 * 1024;

    private final Numbering numbering;

    Outbox(Numbering numbering) {
        this.numbering = numbering;
    }

    /** A row, in the order in which to publish. */
    record Row(long id, Outgoing record) {}

    /**
     * Adds to the outbox. From here to the commit nobody else adds for the same resources, so that
     * the order of numbers, of rows and of commits is one. Locks are taken in rising order and
     * nothing else is locked after them: no deadlocks among publishers.
     */
    void write(Handle handle, List<Outgoing> records, Instant now) {
        if (records.isEmpty()) {
            return;
        }
        long[] locks = records.stream().mapToLong(Outgoing::orderKey).sorted().distinct().toArray();
        handle.createQuery("select count(pg_advisory_xact_lock(k)) from unnest(?) as k")
                .bind(0, locks)
                .mapTo(Long.class)
                .one();
        long numbered = records.stream().filter(record -> record.slot() != null).count();
        var numbers =
                numbered == 0
                        ? List.<Long>of().iterator()
                        : numbering.next(handle, (int) numbered).iterator();
        var rows = new ArrayList<Numbered>();
        var levels = new ArrayList<Levels.Level>();
        for (var record : records) {
            var number = record.slot() == null ? null : numbers.next();
            var headers = number == null ? record.headers() : numbered(record, number);
            rows.add(new Numbered(record, number, headers));
            if (number != null) {
                levels.add(level(record, number, headers));
            }
        }
        // Before the rows have their places: see Agreement.
        Levels.keep(handle, levels);
        insert(handle, rows, now);
    }

    private record Numbered(Outgoing record, @Nullable Long number, List<WireHeader> headers) {}

    private static void insert(Handle handle, List<Numbered> rows, Instant now) {
        var batch =
                handle.prepareBatch(
                        "insert into ledger.outbox"
                                + " (topic, partition_key, record_key, headers, value, written_at,"
                                + " sequence) values (?, ?, ?, ?, ?, ?, ?)");
        for (var row : rows) {
            batch.bind(0, row.record().topic())
                    .bind(1, row.record().partitionKey())
                    .bind(2, row.record().key())
                    .bind(3, WireHeader.pack(row.headers()))
                    .bind(4, row.record().value())
                    .bind(5, now)
                    .bind(6, row.number())
                    .add();
        }
        batch.execute();
    }

    private static List<WireHeader> numbered(Outgoing record, long number) {
        var headers = new ArrayList<WireHeader>(record.headers());
        headers.add(WireHeader.of("ce_id", record.slot() + "@" + number));
        headers.add(WireHeader.of("ce_sequence", Long.toString(number)));
        return headers;
    }

    private static Levels.Level level(Outgoing record, long number, List<WireHeader> headers) {
        return new Levels.Level(
                record.topic(),
                String.valueOf(record.slot()),
                record.partitionKey(),
                WireHeader.text(headers, "ce_type"),
                number,
                headers,
                record.value());
    }

    /** The oldest rows: as many as fit a batch, at least one when there is one. */
    List<Row> oldest(Handle handle) {
        return handle.createQuery(
                        """
                        select id, topic, partition_key, record_key, headers, value from (
                            select o.*, sum(coalesce(octet_length(value), 0)) over (order by id)
                                    - coalesce(octet_length(value), 0) as bytes_before
                            from (select * from ledger.outbox order by id limit :rows) o) w
                        where bytes_before < :bytes order by id""")
                .bind("rows", CLAIM_ROWS)
                .bind("bytes", CLAIM_BYTES)
                .map(
                        (row, _) ->
                                new Row(
                                        row.getLong(1),
                                        new Outgoing(
                                                row.getString(2),
                                                row.getString(3),
                                                null,
                                                row.getBytes(4),
                                                WireHeader.unpack(row.getBytes(5)),
                                                row.getBytes(6))))
                .list();
    }

    void delete(Handle handle, List<Row> rows) {
        handle.createUpdate("delete from ledger.outbox where id = any(?)")
                .bind(0, rows.stream().mapToLong(Row::id).toArray())
                .execute();
    }
}
