package dev.aquifer.deployment.store;

import dev.aquifer.deployment.domain.CacheUse;
import dev.aquifer.deployment.domain.Endpoint;
import dev.aquifer.deployment.domain.GangWork;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.wire.EventCatalogue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Replicas. A row is GPUs taken on a cluster. */
public final class Replicas {
    private final Handle handle;

    /** The table within a transaction. */
    public Replicas(Handle handle) {
        this.handle = handle;
    }

    /** Those of a deployment, those that are leaving too, by name. */
    public List<Replica> of(Uid deployment) {
        return handle.createQuery("select * from replica where deployment_uid = :uid order by name")
                .bind("uid", deployment.value())
                .map(Replicas::replica)
                .list();
    }

    /** The one that a Work belongs to. */
    public Optional<Replica> byWork(WorkId work) {
        return handle.createQuery("select * from replica where work = :work")
                .bind("work", work.value())
                .map(Replicas::replica)
                .findOne();
    }

    /** Those whose gang is ready and whose engine was not asked with success yet. */
    public List<Replica> unanswered() {
        return handle.createQuery(
                        """
                        select * from replica
                        where url is not null and models is null and not leaving order by name""")
                .map(Replicas::replica)
                .list();
    }

    /** GPUs that replicas of others take on a cluster. */
    public int gpusTaken(ClusterName cluster, Uid besides) {
        return handle.createQuery(
                        """
                        select coalesce(sum(gpus), 0) from replica
                        where cluster = :cluster and deployment_uid <> :besides""")
                .bind("cluster", cluster.value())
                .bind("besides", besides.value())
                .mapTo(Integer.class)
                .one();
    }

    /** Keeps a replica as it is now. */
    public void save(Replica replica) {
        handle.createUpdate(
                        """
                        insert into replica
                          (deployment_uid, name, cluster, revision, gpus, pods, leaving,
                           cache_grant, work, rendering, rendered_for, refusal,
                           observation, observation_type, was_ready, url, models)
                        values
                          (:uid, :name, :cluster, :revision, :gpus, :pods, :leaving,
                           :grant::jsonb, :work, :rendering, :renderedFor, :refusal,
                           :observation::jsonb, :type, :wasReady, :url, :models::jsonb)
                        on conflict (deployment_uid, name) do update set
                          revision = excluded.revision, gpus = excluded.gpus,
                          pods = excluded.pods, leaving = excluded.leaving,
                          cache_grant = excluded.cache_grant, work = excluded.work,
                          rendering = excluded.rendering,
                          rendered_for = excluded.rendered_for,
                          refusal = excluded.refusal,
                          observation = excluded.observation,
                          observation_type = excluded.observation_type,
                          was_ready = excluded.was_ready, url = excluded.url,
                          models = excluded.models""")
                .bind("uid", replica.seat().deployment().value())
                .bind("name", replica.name())
                .bind("cluster", replica.cluster().value())
                .bindMethods(replica.load())
                .bind("leaving", replica.leaving())
                .bind("grant", replica.use().grant().map(Json::write).orElse(null))
                .bind("refusal", refusal(replica.use()))
                .bindMap(columns(replica.work()))
                .bind("url", replica.endpoint().url().orElse(null))
                .bind("models", models(replica.endpoint()))
                .execute();
    }

    private static @Nullable String refusal(CacheUse use) {
        return use instanceof CacheUse.Refused(var message) ? message : null;
    }

    private static @Nullable String models(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Answered(_, var models) ? Json.write(models) : null;
    }

    private static Map<String, @Nullable Object> columns(GangWork work) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("rendering", work.rendering());
        columns.put("observation", work.seen().map(Json::write).orElse(null));
        columns.put("type", work.seen().map(o -> EventCatalogue.typeOf(o.getClass())).orElse(null));
        if (work instanceof GangWork.Requested requested) {
            columns.put("work", requested.id().value());
            columns.put("renderedFor", requested.revisionAndMount());
            columns.put("wasReady", requested.wasReady());
        } else {
            columns.put("work", null);
            columns.put("renderedFor", null);
            columns.put("wasReady", false);
        }
        return columns;
    }

    /** A replica is gone, and its GPUs are free: who waits for them is looked at soon. */
    public void delete(Replica replica) {
        handle.execute(
                "delete from replica where deployment_uid = ? and name = ?",
                replica.seat().deployment().value(),
                replica.name());
        handle.execute("insert into freed (cluster) values (?)", replica.cluster().value());
    }

    private static Replica replica(ResultSet row, StatementContext context) throws SQLException {
        return new Replica(
                new Replica.Seat(
                        new Uid(row.getString("deployment_uid")),
                        row.getString("name"),
                        new ClusterName(row.getString("cluster"))),
                new Replica.Load(row.getLong("revision"), row.getInt("gpus"), row.getInt("pods")),
                row.getBoolean("leaving"),
                use(row.getString("cache_grant"), row.getString("refusal")),
                work(row),
                endpoint(row.getString("url"), row.getString("models")));
    }

    private static CacheUse use(@Nullable String grant, @Nullable String refusal) {
        if (grant != null) {
            return new CacheUse.Granted(Json.read(grant, CacheUseGranted.class));
        }
        return refusal == null ? new CacheUse.Asked() : new CacheUse.Refused(refusal);
    }

    private static GangWork work(ResultSet row) throws SQLException {
        var id = row.getString("work");
        var renderedFor = row.getString("rendered_for");
        var type = row.getString("observation_type");
        if (id == null || renderedFor == null) {
            return new GangWork.None();
        }
        return new GangWork.Requested(
                new WorkId(id),
                row.getLong("rendering"),
                renderedFor,
                type == null
                        ? Optional.empty()
                        : Optional.of(observation(type, row.getString("observation"))),
                row.getBoolean("was_ready"));
    }

    private static Endpoint endpoint(@Nullable String url, @Nullable String models) {
        if (url == null) {
            return new Endpoint.None();
        }
        return models == null
                ? new Endpoint.Published(url)
                : new Endpoint.Answered(url, Json.strings(models));
    }

    private static ObservationEvent observation(String type, String json) {
        var record =
                EventCatalogue.all()
                        .find(type)
                        .orElseThrow(() -> new IllegalStateException("no event is called " + type));
        return (ObservationEvent) Json.read(json, record);
    }
}
