package dev.aquifer.cache.store;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The Works that this service asked for. */
public record Works(Handle handle) {

    /** That Work, if it is one of ours. */
    public Optional<WorkRow> find(ClusterName cluster, WorkId work) {
        return handle.createQuery("select * from cache.works where cluster = ? and work = ?")
                .bind(0, cluster.value())
                .bind(1, work.value())
                .map((row, _) -> work(row))
                .findOne();
    }

    /** Those of a cache on a cluster. */
    public List<WorkRow> of(Uid cache, String cluster) {
        return handle.createQuery(
                        "select * from cache.works where cache_uid = ? and cluster = ?"
                                + " order by work")
                .bind(0, cache.value())
                .bind(1, cluster)
                .map((row, _) -> work(row))
                .list();
    }

    /** Writes all of it. */
    public void save(WorkRow work) {
        handle.createUpdate(
                        """
                        insert into cache.works
                            (cluster, work, cache_uid, purpose, attempt, generation, phase, session,
                            inputs)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                        on conflict (cluster, work) do update set attempt = excluded.attempt,
                            generation = excluded.generation, phase = excluded.phase,
                            session = excluded.session, inputs = excluded.inputs""")
                .bind(0, work.cluster().value())
                .bind(1, work.work().value())
                .bind(2, work.cache().value())
                .bind(3, work.purpose())
                .bind(4, work.attempt())
                .bind(5, work.generation())
                .bind(6, work.phase().name())
                .bind(7, work.session())
                .bind(8, work.inputs() == null ? null : Json.write(work.inputs()))
                .execute();
    }

    /** Forgets it. */
    public void delete(WorkRow work) {
        handle.execute(
                "delete from cache.works where cluster = ? and work = ?",
                work.cluster().value(),
                work.work().value());
    }

    /** The cluster is gone, and with it what was there. */
    public void removedWith(String cluster) {
        handle.execute("update cache.works set phase = 'REMOVED' where cluster = ?", cluster);
    }

    private static WorkRow work(ResultSet row) throws SQLException {
        var inputs = row.getString("inputs");
        return new WorkRow(
                new ClusterName(row.getString("cluster")),
                new WorkId(row.getString("work")),
                new Uid(row.getString("cache_uid")),
                row.getString("purpose"),
                row.getLong("attempt"),
                row.getLong("generation"),
                WorkRow.Phase.valueOf(row.getString("phase")),
                row.getLong("session"),
                inputs == null ? null : Json.map(inputs));
    }
}
