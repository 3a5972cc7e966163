package dev.aquifer.cache.store;

import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Caches and how far each is on each cluster. */
public record Caches(Handle handle) {

    /** That life of a cache. */
    public Optional<CacheRow> find(Uid uid) {
        return handle.createQuery("select * from cache.caches where uid = ?")
                .bind(0, uid.value())
                .map((row, _) -> cache(row))
                .findOne();
    }

    /** The life that has the name now. */
    public Optional<CacheRow> current(ResourceRef resource) {
        return handle.createQuery(
                        "select * from cache.caches where resource = ? and not superseded")
                .bind(0, resource.toString())
                .map((row, _) -> cache(row))
                .findOne();
    }

    /** Every life of that name. */
    public List<Uid> lives(ResourceRef resource) {
        return handle.createQuery("select uid from cache.caches where resource = ? order by uid")
                .bind(0, resource.toString())
                .map((row, _) -> new Uid(row.getString(1)))
                .list();
    }

    /** Every life of every cache. */
    public List<Uid> all() {
        return handle.createQuery("select uid from cache.caches order by uid")
                .map((row, _) -> new Uid(row.getString(1)))
                .list();
    }

    /** Those whose time has come. */
    public List<Uid> due(Instant now) {
        return handle.createQuery("select uid from cache.caches where wake_at <= ? order by uid")
                .bind(0, now)
                .map((row, _) -> new Uid(row.getString(1)))
                .list();
    }

    /** Writes all of it. */
    public void save(CacheRow cache) {
        var pin = cache.pin();
        var first = pin == null ? null : pin.first();
        handle.createUpdate(
                        """
                        insert into cache.caches (uid, resource, generation, spec, correlation_id,
                            withdrawn_at, superseded, pin_plan, pin_revision, pinned_at, pin_bytes,
                            pin_digest, pin_cluster, wake_at, verify_request)
                        values (:uid, :resource, :generation, :spec::jsonb, :correlation,
                            :withdrawn, :superseded, :plan, :revision, :pinnedAt, :pinBytes,
                            :pinDigest, :pinCluster, :wakeAt, :verify)
                        on conflict (uid) do update set
                            generation = excluded.generation, spec = excluded.spec,
                            correlation_id = excluded.correlation_id,
                            withdrawn_at = excluded.withdrawn_at,
                            superseded = excluded.superseded, pin_plan = excluded.pin_plan,
                            pin_revision = excluded.pin_revision,
                            pinned_at = excluded.pinned_at, pin_bytes = excluded.pin_bytes,
                            pin_digest = excluded.pin_digest, pin_cluster = excluded.pin_cluster,
                            wake_at = excluded.wake_at,
                            verify_request = excluded.verify_request""")
                .bind("uid", cache.uid().value())
                .bind("resource", cache.resource().toString())
                .bind("generation", cache.generation())
                .bind("spec", Json.write(cache.spec()))
                .bind("correlation", cache.correlationId())
                .bind("withdrawn", cache.withdrawnAt())
                .bind("superseded", cache.superseded())
                .bind("plan", pin == null ? null : pin.plan())
                .bind("revision", pin == null ? null : pin.revision())
                .bind("pinnedAt", pin == null ? null : pin.at())
                .bind("pinBytes", pin == null ? null : pin.bytes())
                .bind("pinDigest", first == null ? null : first.digest())
                .bind("pinCluster", first == null ? null : first.cluster())
                .bind("wakeAt", cache.wakeAt())
                .bind("verify", cache.verify())
                .execute();
    }

    /** Forgets it, and its hydrations and Works. */
    public void delete(Uid uid) {
        handle.execute("delete from cache.caches where uid = ?", uid.value());
    }

    /** By the name of the cluster. */
    public Map<String, Hydration> hydrations(Uid uid) {
        var hydrations = new TreeMap<String, Hydration>();
        handle.createQuery("select cluster, state from cache.hydrations where cache_uid = ?")
                .bind(0, uid.value())
                .map(
                        (row, _) ->
                                Map.entry(
                                        row.getString(1),
                                        Json.read(row.getString(2), Hydration.class)))
                .forEach(entry -> hydrations.put(entry.getKey(), entry.getValue()));
        return hydrations;
    }

    /** How far it is there. */
    public Optional<Hydration> hydration(Uid uid, String cluster) {
        return Optional.ofNullable(hydrations(uid).get(cluster));
    }

    /** Writes how far it is there. */
    public void save(Uid uid, String cluster, Hydration hydration) {
        handle.createUpdate(
                        """
                        insert into cache.hydrations (cache_uid, cluster, state)
                        values (?, ?, ?::jsonb)
                        on conflict (cache_uid, cluster) do update set state = excluded.state""")
                .bind(0, uid.value())
                .bind(1, cluster)
                .bind(2, Json.write(hydration))
                .execute();
    }

    /** It is to be looked at then, if not before. */
    public void wake(Uid uid, Instant at) {
        handle.execute(
                "update cache.caches set wake_at = least(wake_at, ?) where uid = ?",
                at,
                uid.value());
    }

    private static CacheRow cache(ResultSet row) throws SQLException {
        var plan = row.getString("pin_plan");
        var revision = row.getString("pin_revision");
        var pinnedAt = instant(row, "pinned_at");
        return new CacheRow(
                new Uid(row.getString("uid")),
                ResourceRef.parse(row.getString("resource")),
                row.getLong("generation"),
                Json.read(row.getString("spec"), ModelCacheSpec.class),
                row.getString("correlation_id"),
                instant(row, "withdrawn_at"),
                row.getBoolean("superseded"),
                plan == null || revision == null || pinnedAt == null
                        ? null
                        : new CacheRow.Pin(
                                plan,
                                revision,
                                pinnedAt,
                                row.getObject("pin_bytes", Long.class),
                                first(row)),
                instant(row, "wake_at"),
                row.getString("verify_request"));
    }

    private static CacheRow.@Nullable First first(ResultSet row) throws SQLException {
        var digest = row.getString("pin_digest");
        var cluster = row.getString("pin_cluster");
        return digest == null || cluster == null ? null : new CacheRow.First(digest, cluster);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
