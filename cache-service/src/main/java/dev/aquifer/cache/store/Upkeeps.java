package dev.aquifer.cache.store;

import dev.aquifer.cache.domain.Upkeep;
import dev.aquifer.events.Uid;
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

    /** Nothing is there any more; numbers of Jobs are not issued again all the same. */
    public void forget(Uid cache, String cluster) {
        var known = find(cache, cluster);
        if (!known.equals(Upkeep.NONE)) {
            save(cache, cluster, Upkeep.NONE.numbered(known.attempt()));
        }
    }
}
