package dev.aquifer.cluster;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.WorkId;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Every line that this service logs, numbered for the runbook. None holds a payload, a credential
 * or the content of a Secret.
 */
public final class ClusterLog {
    private static final Logger LOG = Logger.getLogger("dev.aquifer.cluster");

    private ClusterLog() {}

    /** A session on a cluster began. */
    public static void sessionOpened(ClusterName cluster, long session, String version) {
        LOG.infof("CLUS1001 cluster %s: session %d, Kubernetes %s", cluster, session, version);
    }

    /** A session on a cluster ended. */
    public static void sessionEnded(ClusterName cluster, long session, String why) {
        LOG.infof("CLUS1002 cluster %s: session %d ended: %s", cluster, session, why);
    }

    /** A cluster cannot be used. */
    public static void unusable(ClusterName cluster, String reason, String message) {
        LOG.warnf("CLUS1003 cluster %s: %s: %s", cluster, reason, message);
    }

    /** A cluster does not answer. */
    public static void unreachable(ClusterName cluster, String message, Duration retry) {
        LOG.warnf(
                "CLUS1004 cluster %s does not answer: %s; next attempt in %d s",
                cluster, message, retry.toSeconds());
    }

    /** Something unexpected went wrong with a cluster; it is tried again. */
    public static void clusterFailed(ClusterName cluster, Throwable failure) {
        LOG.errorf(failure, "CLUS1005 cluster %s: unexpected failure, trying again", cluster);
    }

    /** An object was changed by others and was put right. */
    public static void drift(ClusterName cluster, WorkId work, ObjectRef object) {
        LOG.infof("CLUS2001 cluster %s: %s of %s had drifted, restored", cluster, object, work);
    }

    /** A Work was refused. */
    public static void rejected(
            ClusterName cluster, WorkId work, String object, String code, String message) {
        LOG.warnf("CLUS2002 cluster %s: %s: %s: %s: %s", cluster, work, object, code, message);
    }

    /** Nothing of a Work exists any more. */
    public static void removed(ClusterName cluster, WorkId work) {
        LOG.infof("CLUS2003 cluster %s: %s is removed", cluster, work);
    }

    /** A Work is taken for removed because its cluster was withdrawn and is gone. */
    public static void abandoned(ClusterName cluster, WorkId work, Duration silent) {
        LOG.warnf(
                "CLUS2004 cluster %s was withdrawn and has not answered for %d s: %s counts as"
                        + " removed, whatever is left of it there",
                cluster, silent.toSeconds(), work);
    }

    /** An object carries our label and belongs to no Work that is known; it is left alone. */
    public static void stray(ClusterName cluster, ObjectRef object, String namespace) {
        LOG.warnf(
                "CLUS2005 cluster %s: %s in namespace %s carries our label and belongs to no Work"
                        + " known here; left alone",
                cluster, object, namespace);
    }

    /** A Work could not be looked at; it is tried again. */
    public static void workFailed(ClusterName cluster, WorkId work, Throwable failure) {
        LOG.warnf(
                "CLUS2006 cluster %s: %s: %s; trying again",
                cluster, work, String.valueOf(failure.getMessage()));
        LOG.debug("CLUS2006", failure);
    }

    /** A log broke off. */
    public static void logBrokeOff(ClusterName cluster, ObjectRef pod, Throwable failure) {
        LOG.debugf("CLUS2007 cluster %s: log of %s: %s", cluster, pod, failure.getMessage());
    }

    /** A measurement could not be stored. */
    public static void measurementLost(ClusterName cluster, WorkId work, Throwable failure) {
        LOG.debugf("CLUS2008 cluster %s: %s: %s", cluster, work, failure.getMessage());
    }

    /** A tombstone came for what still exists. */
    public static void early(String key) {
        LOG.warnf("CLUS3001 tombstone of %s ignored: it was not removed", key);
    }

    /** The database is away. */
    public static void databaseAway(Throwable failure) {
        LOG.warnf("CLUS4001 database: %s; trying again", String.valueOf(failure.getMessage()));
    }

    /** It is not the database that keeps the service from starting. */
    public static void cannotStart(Throwable failure) {
        LOG.error("CLUS4003 the service cannot start, and waiting would not help", failure);
    }

    /** The service is up. */
    public static void started() {
        LOG.info("CLUS4002 tables are in place, the ledger starts");
    }
}
