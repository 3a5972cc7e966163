package dev.aquifer.deployment.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.aquifer.events.ClusterEvent.NodePool;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** What is heard of clusters and caches. */
public final class Inputs {
    private final Handle handle;

    /** The tables within a transaction. */
    public Inputs(Handle handle) {
        this.handle = handle;
    }

    /**
     * A cluster as it was heard of.
     *
     * @param known whether an InferenceCluster of that name was heard of, in whatever life
     * @param wanted whether there is one that is not going
     */
    public record ClusterRow(
            ClusterName name,
            boolean known,
            Map<String, String> labels,
            boolean wanted,
            boolean reachable,
            List<String> capabilities,
            List<NodePool> pools) {}

    /** An InferenceCluster exists. */
    public void clusterWanted(ClusterName name, Uid uid, Map<String, String> labels) {
        known(name);
        handle.createUpdate(
                        """
                        update cluster set uid = :uid, labels = :labels::jsonb, wanted = true
                        where name = :name""")
                .bind("uid", uid.value())
                .bind("labels", Json.write(labels))
                .bind("name", name.value())
                .execute();
    }

    /** An InferenceCluster is going; another life of its name is not. */
    public void clusterGoing(ClusterName name, Uid uid) {
        ofThatLife("update cluster set wanted = false", name, uid);
    }

    /** The cluster answers. */
    public void clusterReady(ClusterName name, List<String> capabilities) {
        known(name);
        handle.createUpdate(
                        """
                        update cluster set reachable = true, capabilities = :capabilities::jsonb
                        where name = :name""")
                .bind("capabilities", Json.write(capabilities))
                .bind("name", name.value())
                .execute();
    }

    /** The cluster cannot be used now; of another life of its name this says nothing. */
    public void clusterNotReady(ClusterName name, Uid uid) {
        ofThatLife("update cluster set reachable = false", name, uid);
    }

    /** What its nodes can hold. */
    public void clusterPools(ClusterName name, List<NodePool> pools) {
        known(name);
        handle.createUpdate("update cluster set pools = :pools::jsonb where name = :name")
                .bind("pools", Json.write(pools))
                .bind("name", name.value())
                .execute();
    }

    /** Nothing is known of it any more; another life of its name stays known. */
    public void clusterRemoved(ClusterName name, Uid uid) {
        ofThatLife("delete from cluster", name, uid);
    }

    /** Topics have no common order: what is said of an older life may come after the newer one. */
    private void ofThatLife(String statement, ClusterName name, Uid uid) {
        handle.createUpdate(statement + " where name = :name and (uid is null or uid = :uid)")
                .bind("name", name.value())
                .bind("uid", uid.value())
                .execute();
    }

    private void known(ClusterName name) {
        handle.createUpdate("insert into cluster (name) values (:name) on conflict do nothing")
                .bind("name", name.value())
                .execute();
    }

    /** All clusters, by name. */
    public List<ClusterRow> clusters() {
        return handle.createQuery("select * from cluster order by name")
                .map(Inputs::cluster)
                .list();
    }

    private static ClusterRow cluster(ResultSet row, StatementContext context) throws SQLException {
        return new ClusterRow(
                new ClusterName(row.getString("name")),
                row.getString("uid") != null,
                Json.map(row.getString("labels")),
                row.getBoolean("wanted"),
                row.getBoolean("reachable"),
                Json.strings(row.getString("capabilities")),
                Json.read(row.getString("pools"), new TypeReference<List<NodePool>>() {}));
    }

    /** A ModelCache exists, or is going. */
    public void cache(ResourceRef cache, Uid uid, boolean going) {
        handle.createUpdate(
                        """
                        insert into cache (namespace, name, uid, going)
                        values (:namespace, :name, :uid, :going)
                        on conflict (namespace, name)
                        do update set uid = excluded.uid, going = excluded.going""")
                .bind("namespace", cache.namespace())
                .bind("name", cache.name())
                .bind("uid", uid.value())
                .bind("going", going)
                .execute();
    }

    /** A ModelCache is gone, wherever it was; another life of its name is not. */
    public void cacheRemoved(ResourceRef cache, Uid uid) {
        handle.execute("delete from cache_on_cluster where cache_uid = ?", uid.value());
        handle.createUpdate(
                        """
                        delete from cache
                        where namespace = :namespace and name = :name and uid = :uid""")
                .bind("namespace", cache.namespace())
                .bind("name", cache.name())
                .bind("uid", uid.value())
                .execute();
    }

    /** The uid of a cache that may be used; empty when it does not exist or is going. */
    public Optional<Uid> usableCache(ResourceRef cache) {
        return handle.createQuery(
                        """
                        select uid from cache
                        where namespace = :namespace and name = :name and not going""")
                .bind("namespace", cache.namespace())
                .bind("name", cache.name())
                .mapTo(String.class)
                .findOne()
                .map(Uid::new);
    }

    /** Whether a cluster holds a cache, complete and verified. */
    public void cacheOnCluster(Uid cache, ClusterName cluster, boolean ready) {
        handle.createUpdate(
                        """
                        insert into cache_on_cluster (cache_uid, cluster, ready)
                        values (:cache, :cluster, :ready)
                        on conflict (cache_uid, cluster) do update set ready = excluded.ready""")
                .bind("cache", cache.value())
                .bind("cluster", cluster.value())
                .bind("ready", ready)
                .execute();
    }

    /** The clusters that hold a cache. */
    public List<ClusterName> holding(Uid cache) {
        return handle.createQuery(
                        """
                        select cluster from cache_on_cluster
                        where cache_uid = :cache and ready order by cluster""")
                .bind("cache", cache.value())
                .mapTo(String.class)
                .map(ClusterName::new)
                .list();
    }
}
