package dev.aquifer.cache.store;

import dev.aquifer.cache.domain.Upkeep;
import dev.aquifer.events.Uid;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** How what is published is looked after, on each cluster. */
public record Upkeeps(Handle handle) {

    /** That of a cache on a cluster. */
    public Upkeep find(Uid cache, String cluster) {
        return handle.createQuery(
                        "select state from cache.upkeep where cache_uid = ? and cluster = ?")
                .bind(0, cache.value())
                .bind(1, cluster)
                .map((row, _) -> Json.read(row.getString(1), Upkeep.class))
                .findOne()
                .orElse(Upkeep.NONE);
    }

    /** Those of a cache, by the name of the cluster. */
    public Map<String, Upkeep> of(Uid cache) {
        var all = new TreeMap<String, Upkeep>();
        handle.createQuery("select cluster, state from cache.upkeep where cache_uid = ?")
                .bind(0, cache.value())
                .map(
                        (row, _) ->
                                Map.entry(
                                        row.getString(1),
                                        Json.read(row.getString(2), Upkeep.class)))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    /** Writes all of it. */
    public void save(Uid cache, String cluster, Upkeep upkeep) {
        handle.createUpdate(
                        """
                        insert into cache.upkeep (cache_uid, cluster, state)
                        values (?, ?, ?::jsonb)
                        on conflict (cache_uid, cluster) do update set state = excluded.state""")
                .bind(0, cache.value())
                .bind(1, cluster)
                .bind(2, Json.write(upkeep))
                .execute();
    }
}
