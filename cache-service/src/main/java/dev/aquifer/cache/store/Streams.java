package dev.aquifer.cache.store;

import dev.aquifer.cache.domain.Origin;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Budgets of origins, and who has what of them. */
public record Streams(Handle handle) {
    private static final String ROWS =
            """
            select s.*, c.resource,
                coalesce(k.ready and k.ready_uid = k.uid, false)
                    and h.state -> 'obstacle' is null as fetches
            from cache.streams s
                join cache.caches c on c.uid = s.cache_uid
                left join cache.hydrations h
                    on h.cache_uid = s.cache_uid and h.cluster = s.cluster
                left join cache.clusters k on k.name = s.cluster
            """;

    /** The size of a budget, where it is not the usual one. */
    public Optional<Integer> size(Origin origin) {
        return handle.createQuery(
                        "select streams from cache.budgets where host = ? and credential = ?")
                .bind(0, origin.host())
                .bind(1, origin.credential())
                .mapTo(Integer.class)
                .findOne();
    }

    /** Writes the size of a budget. */
    public void resize(Origin origin, int streams) {
        handle.execute(
                "insert into cache.budgets (host, credential, streams) values (?, ?, ?)"
                        + " on conflict (host, credential) do update set streams = excluded.streams",
                origin.host(),
                origin.credential(),
                streams);
    }

    /** Those of an origin. */
    public List<StreamRow> of(Origin origin) {
        return handle.createQuery(
                        ROWS
                                + "where s.host = ? and s.credential = ? order by s.cache_uid, s.cluster")
                .bind(0, origin.host())
                .bind(1, origin.credential())
                .map((row, _) -> row(row))
                .list();
    }

    /** Those of a cache. */
    public List<StreamRow> of(Uid cache) {
        return handle.createQuery(ROWS + "where s.cache_uid = ? order by s.cluster")
                .bind(0, cache.value())
                .map((row, _) -> row(row))
                .list();
    }

    /** Origins that somebody waits for. */
    public List<Origin> awaited() {
        return handle.createQuery(
                        "select distinct host, credential from cache.streams where streams = 0"
                                + " order by host, credential")
                .map((row, _) -> new Origin(row.getString(1), row.getString(2)))
                .list();
    }

    /** Waits from then on, unless it does already. */
    public void ask(Uid cache, String cluster, Origin origin, Instant now) {
        handle.createUpdate(
                        """
                        insert into cache.streams (cache_uid, cluster, host, credential, attempt,
                            streams, budget, asked_at)
                        values (?, ?, ?, ?, 0, 0, 0, ?)
                        on conflict (cache_uid, cluster) do update set host = excluded.host,
                            credential = excluded.credential, attempt = 0, streams = 0,
                            repairs = false, throttled = false, asked_at = case when cache.streams.streams = 0
                                    and cache.streams.host = excluded.host
                                    and cache.streams.credential = excluded.credential
                                then cache.streams.asked_at else excluded.asked_at end""")
                .bind(0, cache.value())
                .bind(1, cluster)
                .bind(2, origin.host())
                .bind(3, origin.credential())
                .bind(4, now)
                .execute();
    }

    /** Has so many for that attempt, or that Job that fetches single files again. */
    public void grant(
            Uid cache, String cluster, long attempt, int streams, int budget, boolean repairs) {
        handle.execute(
                "update cache.streams set attempt = ?, streams = ?, budget = ?, repairs = ?,"
                        + " throttled = false where cache_uid = ? and cluster = ?",
                attempt,
                streams,
                budget,
                repairs,
                cache.value(),
                cluster);
    }

    /** Was told to slow down, and the budget is that now. */
    public void throttled(Uid cache, String cluster, int budget) {
        handle.execute(
                "update cache.streams set throttled = true, budget = ?"
                        + " where cache_uid = ? and cluster = ?",
                budget,
                cache.value(),
                cluster);
    }

    /** Has none and waits for none. */
    public void release(Uid cache, String cluster) {
        handle.execute(
                "delete from cache.streams where cache_uid = ? and cluster = ?",
                cache.value(),
                cluster);
    }

    private static StreamRow row(ResultSet row) throws SQLException {
        return new StreamRow(
                new Uid(row.getString("cache_uid")),
                ResourceRef.parse(row.getString("resource")),
                row.getString("cluster"),
                new Origin(row.getString("host"), row.getString("credential")),
                row.getLong("attempt"),
                row.getInt("streams"),
                row.getInt("budget"),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("repairs"),
                row.getBoolean("fetches"),
                row.getBoolean("throttled"));
    }
}
