package dev.aquifer.deployment.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.Workers;
import dev.aquifer.events.wire.EventCatalogue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Deployments, their revisions and their replicas. */
public final class Deployments {
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private final Handle handle;

    /** The tables within a transaction. */
    public Deployments(Handle handle) {
        this.handle = handle;
    }

    /** A deployment. */
    public record DeploymentRow(
            Subject subject,
            Map<String, String> labels,
            ModelDeploymentSpec spec,
            boolean going,
            Instant since,
            String correlation,
            long revision) {}

    /** A revision. */
    public record RevisionRow(long revision, Workers workers, List<String> caches) {}

    /** A deployment is wanted so. Older generations than the one that is known change nothing. */
    public void requested(DeploymentRequested event, String correlation) {
        handle.createUpdate(
                        """
                        insert into deployment
                          (uid, namespace, name, generation, labels, spec, since, correlation)
                        values (:uid, :namespace, :name, :generation, :labels::jsonb, :spec::jsonb,
                                :since, :correlation)
                        on conflict (uid) do update
                        set generation = excluded.generation, labels = excluded.labels,
                            spec = excluded.spec, since = excluded.since,
                            correlation = excluded.correlation
                        where deployment.generation <= excluded.generation
                          and not deployment.going""")
                .bind("uid", event.subject().admittedUid().value())
                .bind("namespace", event.subject().resource().namespace())
                .bind("name", event.subject().resource().name())
                .bind("generation", event.subject().generation())
                .bind("labels", Json.write(event.metadata().labels()))
                .bind("spec", Json.write(event.spec()))
                .bind("since", event.since())
                .bind("correlation", correlation)
                .execute();
    }

    /** A deployment is going; says whether there is one. */
    public boolean going(Subject subject) {
        return handle.createUpdate(
                                """
                                update deployment set going = true, generation = :generation
                                where uid = :uid""")
                        .bind("generation", subject.generation())
                        .bind("uid", subject.admittedUid().value())
                        .execute()
                > 0;
    }

    /** A deployment, locked until the transaction ends. */
    public Optional<DeploymentRow> lock(Uid uid) {
        return handle.createQuery("select * from deployment where uid = :uid for update")
                .bind("uid", uid.value())
                .map(Deployments::deployment)
                .findOne();
    }

    /** A deployment, as it was committed last. */
    public Optional<DeploymentRow> find(Uid uid) {
        return handle.createQuery("select * from deployment where uid = :uid")
                .bind("uid", uid.value())
                .map(Deployments::deployment)
                .findOne();
    }

    /** Whether there is a deployment of that name, in whatever life. */
    public boolean exists(ResourceRef resource) {
        return resource.kind().equals("ModelDeployment")
                && handle.createQuery(
                                        """
                                select count(*) from deployment
                                where namespace = :namespace and name = :name""")
                                .bind("namespace", resource.namespace())
                                .bind("name", resource.name())
                                .mapTo(Integer.class)
                                .one()
                        > 0;
    }

    /** All deployments. */
    public List<Uid> all() {
        return handle.createQuery("select uid from deployment order by uid")
                .mapTo(String.class)
                .map(Uid::new)
                .list();
    }

    /** Nothing of a deployment is left. */
    public void delete(Uid uid) {
        handle.createUpdate("delete from deployment where uid = :uid")
                .bind("uid", uid.value())
                .execute();
    }

    /** Keeps a new revision, which becomes the active one. */
    public void addRevision(Uid uid, RevisionRow revision) {
        handle.createUpdate(
                        """
                        insert into revision (deployment_uid, revision, workers, caches)
                        values (:uid, :revision, :workers::jsonb, :caches::jsonb)""")
                .bind("uid", uid.value())
                .bind("revision", revision.revision())
                .bind("workers", Json.write(revision.workers()))
                .bind("caches", Json.write(revision.caches()))
                .execute();
        handle.createUpdate("update deployment set revision = :revision where uid = :uid")
                .bind("revision", revision.revision())
                .bind("uid", uid.value())
                .execute();
    }

    /** A revision that was created. */
    public Optional<RevisionRow> revision(Uid uid, long revision) {
        return handle.createQuery(
                        """
                        select * from revision
                        where deployment_uid = :uid and revision = :revision""")
                .bind("uid", uid.value())
                .bind("revision", revision)
                .map(
                        (row, context) ->
                                new RevisionRow(
                                        row.getLong("revision"),
                                        Json.read(row.getString("workers"), Workers.class),
                                        Json.read(row.getString("caches"), STRINGS)))
                .findOne();
    }

    /** The replicas of a deployment, those that are leaving too, by name. */
    public List<ReplicaRow> replicas(Uid uid) {
        return handle.createQuery("select * from replica where deployment_uid = :uid order by name")
                .bind("uid", uid.value())
                .map(Deployments::replica)
                .list();
    }

    /** The replica that a Work belongs to. */
    public Optional<ReplicaRow> byWork(WorkId work) {
        return handle.createQuery("select * from replica where work = :work")
                .bind("work", work.value())
                .map(Deployments::replica)
                .findOne();
    }

    /** Gangs that are ready and whose engine was not asked with success yet. */
    public List<ReplicaRow> unanswered() {
        return handle.createQuery(
                        """
                        select * from replica
                        where url is not null and models is null and not leaving order by name""")
                .map(Deployments::replica)
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
    public void save(ReplicaRow replica) {
        handle.createUpdate(
                        """
                        insert into replica
                          (deployment_uid, name, cluster, revision, gpus, pods, leaving,
                           cache_grant, work, rendering, rendered_for, refusal,
                           observation, observation_type,
                           was_ready, url, models)
                        values
                          (:uid, :name, :cluster, :revision, :gpus, :pods, :leaving,
                           :grant::jsonb, :work, :rendering, :renderedFor, :refusal,
                           :observation::jsonb, :type,
                           :wasReady, :url, :models::jsonb)
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
                .bind("uid", replica.deployment().value())
                .bind("name", replica.name())
                .bind("cluster", replica.cluster().value())
                .bind("revision", replica.revision())
                .bind("gpus", replica.gpus())
                .bind("pods", replica.pods())
                .bind("leaving", replica.leaving())
                .bind("grant", replica.grant().map(Json::write).orElse(null))
                .bind("work", replica.work().map(WorkId::value).orElse(null))
                .bind("rendering", replica.rendering())
                .bind("renderedFor", replica.renderedFor())
                .bind("refusal", replica.refusal())
                .bind("observation", replica.observation().map(Json::write).orElse(null))
                .bind(
                        "type",
                        replica.observation()
                                .map(o -> EventCatalogue.typeOf(o.getClass()))
                                .orElse(null))
                .bind("wasReady", replica.wasReady())
                .bind("url", replica.url())
                .bind("models", replica.models() == null ? null : Json.write(replica.models()))
                .execute();
    }

    /** A replica is gone. */
    public void delete(ReplicaRow replica) {
        handle.createUpdate("delete from replica where deployment_uid = :uid and name = :name")
                .bind("uid", replica.deployment().value())
                .bind("name", replica.name())
                .execute();
    }

    private static DeploymentRow deployment(ResultSet row, StatementContext context)
            throws SQLException {
        return new DeploymentRow(
                new Subject(
                        new ResourceRef(
                                "ModelDeployment",
                                row.getString("namespace"),
                                row.getString("name")),
                        new Uid(row.getString("uid")),
                        row.getLong("generation")),
                Json.map(row.getString("labels")),
                Json.read(row.getString("spec"), ModelDeploymentSpec.class),
                row.getBoolean("going"),
                row.getTimestamp("since").toInstant(),
                row.getString("correlation"),
                row.getLong("revision"));
    }

    private static ReplicaRow replica(ResultSet row, StatementContext context) throws SQLException {
        var grant = row.getString("cache_grant");
        var work = row.getString("work");
        var observation = row.getString("observation");
        var models = row.getString("models");
        return new ReplicaRow(
                new Uid(row.getString("deployment_uid")),
                row.getString("name"),
                new ClusterName(row.getString("cluster")),
                row.getLong("revision"),
                row.getInt("gpus"),
                row.getInt("pods"),
                row.getBoolean("leaving"),
                grant == null
                        ? Optional.empty()
                        : Optional.of(Json.read(grant, CacheUseGranted.class)),
                work == null ? Optional.empty() : Optional.of(new WorkId(work)),
                row.getLong("rendering"),
                row.getString("rendered_for"),
                row.getString("refusal"),
                observation == null
                        ? Optional.empty()
                        : Optional.of(observation(row.getString("observation_type"), observation)),
                row.getBoolean("was_ready"),
                row.getString("url"),
                models == null ? null : Json.read(models, STRINGS));
    }

    private static ObservationEvent observation(String type, String json) {
        var record =
                EventCatalogue.all()
                        .find(type)
                        .orElseThrow(() -> new IllegalStateException("no event is called " + type));
        return (ObservationEvent) Json.read(json, record);
    }
}
