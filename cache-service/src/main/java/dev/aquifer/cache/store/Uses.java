package dev.aquifer.cache.store;

import dev.aquifer.cache.domain.Use;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who asked to mount what. */
public record Uses(Handle handle) {

    /** That request. */
    public Optional<UseRow> find(ResourceRef cache, ClusterName cluster, ResourceRef user) {
        return handle.createQuery(
                        "select * from cache.uses where cache = ? and cluster = ?"
                                + " and user_resource = ?")
                .bind(0, cache.toString())
                .bind(1, cluster.value())
                .bind(2, user.toString())
                .map((row, _) -> use(row))
                .findOne();
    }

    /** All that ask for a cache of that name. */
    public List<UseRow> of(ResourceRef cache) {
        return handle.createQuery(
                        "select * from cache.uses where cache = ? order by cluster, user_resource")
                .bind(0, cache.toString())
                .map((row, _) -> use(row))
                .list();
    }

    /** Writes all of it. */
    public void save(UseRow use) {
        var grant = use.granted();
        handle.createUpdate(
                        """
                        insert into cache.uses (cache, cluster, user_resource, user_uid,
                            user_generation, correlation_id, granted_uid, granted_generation,
                            grant_made)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                        on conflict (cache, cluster, user_resource) do update set
                            user_uid = excluded.user_uid,
                            user_generation = excluded.user_generation,
                            correlation_id = excluded.correlation_id,
                            granted_uid = excluded.granted_uid,
                            granted_generation = excluded.granted_generation,
                            grant_made = excluded.grant_made""")
                .bind(0, use.cache().toString())
                .bind(1, use.cluster().value())
                .bind(2, use.user().resource().toString())
                .bind(3, use.user().admittedUid().value())
                .bind(4, use.user().generation())
                .bind(5, use.correlationId())
                .bind(6, grant == null ? null : grant.cache().admittedUid().value())
                .bind(7, grant == null ? null : grant.cache().generation())
                .bind(8, grant == null ? null : Json.write(grant.use()))
                .execute();
    }

    /** Forgets it. */
    public void delete(UseRow use) {
        handle.execute(
                "delete from cache.uses where cache = ? and cluster = ? and user_resource = ?",
                use.cache().toString(),
                use.cluster().value(),
                use.user().resource().toString());
    }

    private static UseRow use(ResultSet row) throws SQLException {
        var cache = ResourceRef.parse(row.getString("cache"));
        return new UseRow(
                cache,
                new ClusterName(row.getString("cluster")),
                new Subject(
                        ResourceRef.parse(row.getString("user_resource")),
                        new Uid(row.getString("user_uid")),
                        row.getLong("user_generation")),
                row.getString("correlation_id"),
                grant(row, cache));
    }

    private static UseRow.@Nullable Grant grant(ResultSet row, ResourceRef cache)
            throws SQLException {
        var uid = row.getString("granted_uid");
        var made = row.getString("grant_made");
        return uid == null || made == null
                ? null
                : new UseRow.Grant(
                        new Subject(cache, new Uid(uid), row.getLong("granted_generation")),
                        Json.read(made, Use.Granted.class));
    }
}
