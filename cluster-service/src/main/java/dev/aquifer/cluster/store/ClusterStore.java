package dev.aquifer.cluster.store;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.InferenceClassSpec;
import dev.aquifer.events.spec.InferenceClusterSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Classes and clusters, and who may speak for a cluster. */
public final class ClusterStore {
    /** The channel on which committed changes are told to all replicas. */
    public static final String CHANNEL = "aquifer_cluster";

    private ClusterStore() {}

    /** Remembers a class as it is wanted now. */
    public static void put(
            Handle handle, Subject subject, InferenceClassSpec spec, String correlation) {
        handle.createUpdate(
                        """
                        insert into cluster.classes (name, uid, generation, spec, correlation)
                        values (:name, :uid, :generation, :spec, :correlation)
                        on conflict (name) do update set uid = excluded.uid,
                            generation = excluded.generation, spec = excluded.spec,
                            correlation = excluded.correlation,
                            withdrawn_since = case when cluster.classes.uid = excluded.uid
                                then cluster.classes.withdrawn_since end
                        """)
                .bind("name", subject.resource().name())
                .bind("uid", subject.admittedUid().value())
                .bind("generation", subject.generation())
                .bind("spec", StoredJson.write(spec))
                .bind("correlation", correlation)
                .execute();
        tell(handle, "");
    }

    /** Marks the class of that uid as being deleted; false when there is none. */
    public static boolean withdrawClass(Handle handle, Subject subject, Instant since) {
        return handle.createUpdate(
                                """
                                update cluster.classes
                                set withdrawn_since = coalesce(withdrawn_since, :since),
                                    generation = greatest(generation, :generation)
                                where name = :name and uid = :uid
                                """)
                        .bind("name", subject.resource().name())
                        .bind("uid", subject.admittedUid().value())
                        .bind("generation", subject.generation())
                        .bind("since", since)
                        .execute()
                == 1;
    }

    /** Forgets a class. */
    public static void deleteClass(Handle handle, ClassRow row) {
        handle.createUpdate("delete from cluster.classes where name = :name and uid = :uid")
                .bind("name", row.name())
                .bind("uid", row.uid().value())
                .execute();
    }

    /** All classes, by name. */
    public static List<ClassRow> classes(Handle handle) {
        return handle.createQuery("select * from cluster.classes order by name")
                .map((rs, context) -> classRow(rs))
                .list();
    }

    private static ClassRow classRow(ResultSet rs) throws SQLException {
        return new ClassRow(
                rs.getString("name"),
                new Uid(rs.getString("uid")),
                rs.getLong("generation"),
                StoredJson.read(rs.getString("spec"), InferenceClassSpec.class),
                rs.getString("correlation"),
                time(rs, "withdrawn_since"));
    }

    /** Remembers a cluster as it is wanted now; its sessions go on counting. */
    public static void put(
            Handle handle, Subject subject, InferenceClusterSpec spec, String correlation) {
        handle.createUpdate(
                        """
                        insert into cluster.clusters (name, uid, generation, spec, correlation)
                        values (:name, :uid, :generation, :spec, :correlation)
                        on conflict (name) do update set uid = excluded.uid,
                            generation = excluded.generation, spec = excluded.spec,
                            correlation = excluded.correlation,
                            removed = cluster.clusters.removed
                                and cluster.clusters.uid = excluded.uid,
                            withdrawn_since = case when cluster.clusters.uid = excluded.uid
                                then cluster.clusters.withdrawn_since end,
                            last_seen = case when cluster.clusters.uid = excluded.uid
                                then cluster.clusters.last_seen end
                        """)
                .bind("name", subject.resource().name())
                .bind("uid", subject.admittedUid().value())
                .bind("generation", subject.generation())
                .bind("spec", StoredJson.write(spec))
                .bind("correlation", correlation)
                .execute();
        tell(handle, subject.resource().name());
    }

    /** Marks the cluster of that uid as being given up; false when there is none. */
    public static boolean withdrawCluster(Handle handle, Subject subject, Instant since) {
        tell(handle, subject.resource().name());
        return handle.createUpdate(
                                """
                                update cluster.clusters
                                set withdrawn_since = coalesce(withdrawn_since, :since),
                                    generation = greatest(generation, :generation)
                                where name = :name and uid = :uid
                                """)
                        .bind("name", subject.resource().name())
                        .bind("uid", subject.admittedUid().value())
                        .bind("generation", subject.generation())
                        .bind("since", since)
                        .execute()
                == 1;
    }

    /** Nothing of the cluster is held any more: no session may speak for it. */
    public static void markRemoved(Handle handle, ClusterName cluster) {
        handle.createUpdate("update cluster.clusters set removed = true where name = :name")
                .bind("name", cluster.value())
                .execute();
        tell(handle, cluster.value());
    }

    /** All clusters, by name. */
    public static List<ClusterRow> clusters(Handle handle) {
        return handle.createQuery("select * from cluster.clusters order by name")
                .map((rs, context) -> clusterRow(rs))
                .list();
    }

    /** The cluster of that name. */
    public static Optional<ClusterRow> cluster(Handle handle, ClusterName name) {
        return handle.createQuery("select * from cluster.clusters where name = :name")
                .bind("name", name.value())
                .map((rs, context) -> clusterRow(rs))
                .findOne();
    }

    /** The cluster of that name, locked until the transaction ends. */
    public static Optional<ClusterRow> lock(Handle handle, ClusterName name) {
        return handle.createQuery("select * from cluster.clusters where name = :name for update")
                .bind("name", name.value())
                .map((rs, context) -> clusterRow(rs))
                .findOne();
    }

    private static ClusterRow clusterRow(ResultSet rs) throws SQLException {
        return new ClusterRow(
                new ClusterName(rs.getString("name")),
                new Uid(rs.getString("uid")),
                rs.getLong("generation"),
                StoredJson.read(rs.getString("spec"), InferenceClusterSpec.class),
                rs.getString("correlation"),
                time(rs, "withdrawn_since"),
                rs.getBoolean("removed"),
                rs.getLong("session"),
                time(rs, "last_seen"));
    }

    static Optional<Instant> time(ResultSet rs, String column) throws SQLException {
        var time = rs.getTimestamp(column);
        return time == null ? Optional.empty() : Optional.of(time.toInstant());
    }

    /**
     * Opens a session: from here on older ones may not speak for the cluster. The epoch is above
     * the one that was said last and no less than the seconds of the clock, so that a restored
     * database does not issue one again.
     */
    public static long openSession(Handle handle, ClusterName cluster, long said, Instant now) {
        return handle.createQuery(
                        """
                        update cluster.clusters
                        set session = greatest(session + 1, :said + 1, :floor), last_seen = :now
                        where name = :name returning session
                        """)
                .bind("name", cluster.value())
                .bind("said", said)
                .bind("floor", now.getEpochSecond())
                .bind("now", now)
                .mapTo(Long.class)
                .one();
    }

    /** Notes that the cluster answered; false when another session may speak for it now. */
    public static boolean renewSession(
            Handle handle, ClusterName cluster, long session, Instant now) {
        return handle.createUpdate(
                                """
                                update cluster.clusters set last_seen = :now
                                where name = :name and session = :session and not removed
                                """)
                        .bind("name", cluster.value())
                        .bind("session", session)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /** Whether that session may speak for the cluster. */
    public static boolean holds(Handle handle, ClusterName cluster, long session) {
        return handle.createQuery(
                        """
                        select count(*) from cluster.clusters
                        where name = :name and session = :session and not removed
                        """)
                .bind("name", cluster.value())
                .bind("session", session)
                .mapTo(Integer.class)
                .one()
                .equals(1);
    }

    /** Tells all replicas, once this is committed, that there is something new. */
    static void tell(Handle handle, String what) {
        handle.createQuery("select pg_notify(:channel, :what)")
                .bind("channel", CHANNEL)
                .bind("what", what)
                .mapTo(String.class)
                .findOne();
    }
}
