package dev.aquifer.deployment.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelDeploymentSpec;
import dev.aquifer.events.spec.Workers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Deployments and their revisions. */
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

    /**
     * A revision.
     *
     * @param generation the newest edit that it was found to be right for
     * @param created the edit that made it
     */
    public record RevisionRow(
            long revision, Workers workers, List<String> caches, long generation, long created) {

        /** The same, confirmed by a newer generation. */
        public RevisionRow confirmedBy(long newer) {
            return new RevisionRow(revision, workers, caches, newer, created);
        }
    }

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

    /** A deployment. */
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
        new Due(handle).forget(uid);
        handle.createUpdate("delete from deployment where uid = :uid")
                .bind("uid", uid.value())
                .execute();
    }

    /** Keeps a revision, which is the active one from here on. */
    public void activate(Uid uid, RevisionRow revision) {
        handle.createUpdate(
                        """
                        insert into revision
                          (deployment_uid, revision, workers, caches, generation, created)
                        values (:uid, :revision, :workers::jsonb, :caches::jsonb, :generation,
                          :created)
                        on conflict (deployment_uid, revision)
                        do update set generation = excluded.generation""")
                .bind("uid", uid.value())
                .bind("revision", revision.revision())
                .bind("workers", Json.write(revision.workers()))
                .bind("caches", Json.write(revision.caches()))
                .bind("generation", revision.generation())
                .bind("created", revision.created())
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
                                        Json.read(row.getString("caches"), STRINGS),
                                        row.getLong("generation"),
                                        row.getLong("created")))
                .findOne();
    }

    /** Those that mount a cache, and are not going. */
    public List<Uid> mounting(ResourceRef cache) {
        return handle.createQuery(
                        """
                        select uid from deployment
                        where namespace = :namespace and not going
                          and spec -> 'caches' @> jsonb_build_array(
                            jsonb_build_object('name', :name))
                        order by uid""")
                .bind("namespace", cache.namespace())
                .bind("name", cache.name())
                .mapTo(String.class)
                .map(Uid::new)
                .list();
    }

    /** Those that have fewer replicas than they want. */
    public List<Uid> unplaced() {
        return handle.createQuery(
                        """
                        select uid from deployment d
                        where not going and (spec ->> 'replicas')::int >
                          (select count(*) from replica
                           where deployment_uid = d.uid and not leaving)
                        order by uid""")
                .mapTo(String.class)
                .map(Uid::new)
                .list();
    }

    /** Whether GPUs became free that nobody was told of; forgets it. */
    public boolean wereFreed() {
        return handle.execute("delete from freed") > 0;
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
}
