package dev.aquifer.cache.store;

import dev.aquifer.cache.domain.Cluster;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What is known of clusters: facts of another life of a name than the wanted one do not count. */
public record Clusters(Handle handle) {

    /** All that are wanted or were seen. */
    public List<Cluster> all() {
        return handle.createQuery(
                        """
                        select name, uid is not null and not withdrawn, labels,
                            coalesce(ready and ready_uid = uid, false), ready_message,
                            case when storage_uid = uid then storage_classes else '[]' end,
                            storage_message
                        from cache.clusters order by name""")
                .map(
                        (row, _) ->
                                new Cluster(
                                        row.getString(1),
                                        row.getBoolean(2),
                                        Json.map(row.getString(3)),
                                        row.getBoolean(4),
                                        row.getString(5).isEmpty()
                                                ? row.getString(1) + " was not seen yet"
                                                : row.getString(5),
                                        Json.list(row.getString(6)),
                                        row.getString(7)))
                .list();
    }

    /** Users want it. */
    public void wanted(String name, String uid, Map<String, String> labels) {
        handle.createUpdate(
                        """
                        insert into cache.clusters (name, uid, labels) values (?, ?, ?::jsonb)
                        on conflict (name) do update set uid = excluded.uid,
                            labels = excluded.labels,
                            withdrawn = cache.clusters.withdrawn
                                and cache.clusters.uid = excluded.uid""")
                .bind(0, name)
                .bind(1, uid)
                .bind(2, Json.write(labels))
                .execute();
    }

    /** Users give that life of it up. */
    public void withdrawn(String name, String uid) {
        handle.execute(
                "update cache.clusters set withdrawn = true where name = ? and uid = ?", name, uid);
    }

    /** It answers, or not. */
    public void ready(String name, String uid, boolean ready, String message) {
        handle.createUpdate(
                        """
                        insert into cache.clusters (name, ready_uid, ready, ready_message)
                        values (?, ?, ?, ?)
                        on conflict (name) do update set ready_uid = excluded.ready_uid,
                            ready = excluded.ready, ready_message = excluded.ready_message""")
                .bind(0, name)
                .bind(1, uid)
                .bind(2, ready)
                .bind(3, message)
                .execute();
    }

    /** The storage that was seen there. */
    public void storage(String name, String uid, List<String> classes, String message) {
        handle.createUpdate(
                        """
                        insert into cache.clusters
                            (name, storage_uid, storage_classes, storage_message)
                        values (?, ?, ?::jsonb, ?)
                        on conflict (name) do update set storage_uid = excluded.storage_uid,
                            storage_classes = excluded.storage_classes,
                            storage_message = excluded.storage_message""")
                .bind(0, name)
                .bind(1, uid)
                .bind(2, Json.write(classes))
                .bind(3, message)
                .execute();
    }

    /** That life of it is gone; says whether it was known. */
    public boolean removed(String name, String uid) {
        return handle.execute(
                        "delete from cache.clusters where name = ? and (uid = ? or uid is null)",
                        name,
                        uid)
                > 0;
    }
}
