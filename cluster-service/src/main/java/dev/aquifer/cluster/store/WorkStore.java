package dev.aquifer.cluster.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership.Newest;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.store.WorkRow.JobResult;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkEvent.ConfigMapCopy;
import dev.aquifer.events.WorkEvent.SecretCopy;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.ledger.Cause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Works, per cluster. */
public final class WorkStore {
    private static final TypeReference<List<Map<String, Object>>> MANIFESTS =
            new TypeReference<>() {};
    private static final TypeReference<List<SecretCopy>> SECRETS = new TypeReference<>() {};
    private static final TypeReference<List<ConfigMapCopy>> CONFIG_MAPS = new TypeReference<>() {};
    private static final TypeReference<List<Applied>> APPLIED = new TypeReference<>() {};

    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final TypeReference<List<JobResult>> RESULTS = new TypeReference<>() {};

    private WorkStore() {}

    /**
     * Remembers what is wanted. What was applied before stays known, so that what is not wanted any
     * more can be removed; the version rises when something else is wanted than before.
     */
    public static void put(
            Handle handle, WorkRequested requested, List<ObjectTree> rendered, Cause cause) {
        handle.createUpdate(
                        """
                        insert into cluster.works (cluster, work, subject, purpose, revision,
                            attempt, manifests, secrets, config_maps, reports_progress, correlation, causation,
                            newest_generation, newest_revision, newest_attempt)
                        values (:cluster, :work, :subject, :purpose, :revision, :attempt,
                            :manifests, :secrets, :maps, :progress, :correlation, :causation,
                            :generation, :revision, :attempt)
                        on conflict (cluster, work) do update set
                            version = cluster.works.version + case when
                                cluster.works.subject = excluded.subject
                                and cluster.works.revision = excluded.revision
                                and cluster.works.attempt = excluded.attempt
                                and cluster.works.manifests = excluded.manifests
                                and cluster.works.secrets = excluded.secrets
                                and cluster.works.config_maps = excluded.config_maps
                                and not cluster.works.withdrawn then 0 else 1 end,
                            subject = excluded.subject, purpose = excluded.purpose,
                            revision = excluded.revision, attempt = excluded.attempt,
                            manifests = excluded.manifests, secrets = excluded.secrets,
                            config_maps = excluded.config_maps,
                            reports_progress = excluded.reports_progress,
                            correlation = excluded.correlation, causation = excluded.causation,
                            withdrawn = false, removed = false, forgotten = null,
                            newest_generation = greatest(cluster.works.newest_generation,
                                excluded.newest_generation),
                            newest_revision = greatest(cluster.works.newest_revision,
                                excluded.newest_revision),
                            newest_attempt = greatest(cluster.works.newest_attempt,
                                excluded.newest_attempt)
                        """)
                .bind("cluster", requested.cluster().value())
                .bind("work", requested.work().value())
                .bind("subject", StoredJson.write(requested.subject()))
                .bind("purpose", requested.purpose())
                .bind("generation", requested.subject().generation())
                .bind("revision", requested.revision())
                .bind("attempt", requested.attempt())
                .bind(
                        "manifests",
                        StoredJson.write(rendered.stream().map(ObjectTree::root).toList()))
                .bind("secrets", StoredJson.write(requested.secrets()))
                .bind("maps", StoredJson.write(configMaps(requested)))
                .bind("progress", requested.reportsProgress())
                .bind("correlation", cause.correlationId())
                .bind("causation", cause.causationId())
                .execute();
        ClusterStore.tell(handle, requested.cluster() + "/" + requested.work());
    }

    private static List<ConfigMapCopy> configMaps(WorkRequested requested) {
        return Optional.ofNullable(requested.configMaps()).orElse(List.of());
    }

    /** Marks a Work as withdrawn; what is said of it from here on follows from that. */
    public static void withdraw(Handle handle, WorkRow row, Cause cause) {
        handle.createUpdate(
                        """
                        update cluster.works set withdrawn = true, version = version + 1,
                            correlation = :correlation, causation = :causation
                        where cluster = :cluster and work = :work and not withdrawn
                        """)
                .bind("cluster", row.cluster().value())
                .bind("work", row.work().value())
                .bind("correlation", cause.correlationId())
                .bind("causation", cause.causationId())
                .execute();
        ClusterStore.tell(handle, row.cluster() + "/" + row.work());
    }

    /** A Work. */
    public static Optional<WorkRow> find(Handle handle, ClusterName cluster, WorkId work) {
        return handle.createQuery(
                        "select * from cluster.works where cluster = :cluster and work = :work")
                .bind("cluster", cluster.value())
                .bind("work", work.value())
                .map((rs, context) -> row(rs))
                .findOne();
    }

    /** All Works of a cluster, in the order of their names. */
    public static List<WorkRow> of(Handle handle, ClusterName cluster) {
        return handle.createQuery(
                        "select * from cluster.works where cluster = :cluster order by work")
                .bind("cluster", cluster.value())
                .map((rs, context) -> row(rs))
                .list();
    }

    private static WorkRow row(ResultSet rs) throws SQLException {
        return new WorkRow(
                new ClusterName(rs.getString("cluster")),
                new WorkId(rs.getString("work")),
                StoredJson.read(rs.getString("subject"), Subject.class),
                rs.getString("purpose"),
                rs.getLong("revision"),
                rs.getLong("attempt"),
                StoredJson.read(rs.getString("manifests"), MANIFESTS).stream()
                        .map(ObjectTree::new)
                        .toList(),
                StoredJson.read(rs.getString("secrets"), SECRETS),
                StoredJson.read(rs.getString("config_maps"), CONFIG_MAPS),
                rs.getBoolean("reports_progress"),
                rs.getString("correlation"),
                rs.getString("causation"),
                rs.getLong("version"),
                rs.getBoolean("withdrawn"),
                rs.getBoolean("removed"),
                StoredJson.read(rs.getString("applied"), APPLIED),
                rs.getLong("applied_version"),
                observation(rs.getString("observation_type"), rs.getString("observation")),
                new Newest(
                        rs.getLong("newest_generation"),
                        rs.getLong("newest_revision"),
                        rs.getLong("newest_attempt")),
                StoredJson.read(rs.getString("results"), RESULTS));
    }

    private static Optional<ObservationEvent> observation(String type, String text) {
        return Optional.ofNullable(type)
                .flatMap(EventCatalogue.all()::find)
                .map(record -> (ObservationEvent) StoredJson.read(text, record));
    }

    /** Remembers what was applied, in order. */
    public static void applied(Handle handle, WorkRow row, List<Applied> applied) {
        handle.createUpdate(
                        """
                        update cluster.works set applied = :applied
                        where cluster = :cluster and work = :work
                        """)
                .bind("cluster", row.cluster().value())
                .bind("work", row.work().value())
                .bind("applied", StoredJson.write(applied))
                .execute();
    }

    /** Remembers that the version was applied as a whole. */
    public static void settled(Handle handle, WorkRow row) {
        handle.createUpdate(
                        """
                        update cluster.works set applied_version = :version
                        where cluster = :cluster and work = :work
                        """)
                .bind("cluster", row.cluster().value())
                .bind("work", row.work().value())
                .bind("version", row.version())
                .execute();
    }

    /** Locks a Work until the transaction ends; false when something else is wanted by now. */
    public static boolean lock(Handle handle, WorkRow row) {
        return handle.createQuery(
                        """
                        select version from cluster.works
                        where cluster = :cluster and work = :work for update
                        """)
                .bind("cluster", row.cluster().value())
                .bind("work", row.work().value())
                .mapTo(Long.class)
                .findOne()
                .filter(version -> version == row.version())
                .isPresent();
    }

    /** Remembers what was said last. */
    public static void observed(Handle handle, WorkRow row, ObservationEvent observation) {
        handle.createUpdate(
                        """
                        update cluster.works set observation = :text, observation_type = :type,
                            removed = removed or :removed
                        where cluster = :cluster and work = :work
                        """)
                .bind("cluster", row.cluster().value())
                .bind("work", row.work().value())
                .bind("text", StoredJson.write(observation))
                .bind("type", EventCatalogue.typeOf(observation.getClass()))
                .bind("removed", observation instanceof ObservationEvent.WorkRemoved)
                .execute();
    }

    /** Remembers what came of the Jobs of a Work that ended. */
    public static void results(Handle handle, WorkRow row, List<JobResult> results) {
        handle.createUpdate(
                        """
                        update cluster.works set results = :results
                        where cluster = :cluster and work = :work
                        """)
                .bind("cluster", row.cluster().value())
                .bind("work", row.work().value())
                .bind("results", StoredJson.write(results))
                .execute();
    }

    /** Nothing of the Work exists. */
    public static void markRemoved(Handle handle, WorkRow row) {
        handle.createUpdate(
                        """
                        update cluster.works set removed = true
                        where cluster = :cluster and work = :work
                        """)
                .bind("cluster", row.cluster().value())
                .bind("work", row.work().value())
                .execute();
    }

    /**
     * Forgets a Work, once its requester forgot it and nothing of it exists; else false. That it
     * was there stays known for a while.
     */
    public static boolean forget(Handle handle, ClusterName cluster, WorkId work, Instant now) {
        handle.createUpdate("delete from cluster.works where forgotten < :before")
                .bind("before", now.minus(REMEMBERED))
                .execute();
        return handle.createUpdate(
                                """
                                update cluster.works set forgotten = :now, manifests = '[]',
                                    secrets = '[]', config_maps = '[]', applied = '[]', results = '[]'
                                where cluster = :cluster and work = :work and removed
                                """)
                        .bind("cluster", cluster.value())
                        .bind("work", work.value())
                        .bind("now", now)
                        .execute()
                == 1;
    }
}
