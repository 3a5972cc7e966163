package dev.aquifer.deployment.store;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Cause;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Deployments that are to be decided anew, because something changed that each of them may stand
 * on. It is noted with the change, and decided afterwards: one that cannot be decided keeps neither
 * the news nor the others waiting.
 */
public final class Due {
    /** Where each commit that makes deployments due is heard of. */
    public static final String CHANNEL = "deployments_due";

    private final Handle handle;

    /** The table within a transaction. */
    public Due(Handle handle) {
        this.handle = handle;
    }

    /**
     * A deployment that is due.
     *
     * @param mark of the news; later news have another one
     * @param cause of the news that came last
     * @param failures how often deciding it failed
     */
    public record DueRow(
            Uid deployment, ResourceRef resource, long mark, Cause cause, int failures) {}

    /** All deployments are due, because of news. */
    public void all(Cause cause, Instant now) {
        these(new Deployments(handle).all(), cause, now);
    }

    /** Some deployments are due, because of news. */
    public void these(Collection<Uid> deployments, Cause cause, Instant now) {
        mark(
                deployments,
                cause,
                now,
                """
                do update set mark = excluded.mark, correlation = excluded.correlation,
                  event = excluded.event, traceparent = excluded.traceparent, at = excluded.at""");
    }

    /** Some are due without news; those that are due stay as they are. */
    public void withoutNews(Collection<Uid> deployments, Cause cause, Instant now) {
        mark(deployments, cause, now, "do nothing");
    }

    private void mark(Collection<Uid> deployments, Cause cause, Instant now, String known) {
        if (deployments.isEmpty()) {
            return;
        }
        handle.createUpdate(
                        """
                        insert into due (deployment_uid, correlation, event, traceparent, at)
                        select uid, :correlation, :event, :traceparent, :now
                        from unnest(:uids) as uid order by uid
                        on conflict (deployment_uid) %s"""
                                .formatted(known))
                .bind("correlation", cause.correlationId())
                .bind("event", cause.causationId())
                .bind("traceparent", cause.traceparent())
                .bind("now", now)
                .bindArray("uids", String.class, deployments.stream().map(Uid::value).toList())
                .execute();
        handle.execute("select pg_notify(?, '')", CHANNEL);
    }

    /** Those whose time has come; in any order, so that two replicas seldom meet at one. */
    public List<DueRow> at(Instant now) {
        return handle.createQuery(
                        """
                        select due.*, namespace, name from due
                        join deployment on uid = deployment_uid
                        where at <= :now order by random()""")
                .bind("now", now)
                .map(
                        (row, context) ->
                                new DueRow(
                                        new Uid(row.getString("deployment_uid")),
                                        new ResourceRef(
                                                "ModelDeployment",
                                                row.getString("namespace"),
                                                row.getString("name")),
                                        row.getLong("mark"),
                                        new Cause(
                                                row.getString("correlation"),
                                                row.getString("event"),
                                                row.getString("traceparent")),
                                        row.getInt("failures")))
                .list();
    }

    /** It is decided in this transaction; false when another one did, or later news came. */
    public boolean take(DueRow due) {
        return handle.execute(
                        "delete from due where deployment_uid = ? and mark = ?",
                        due.deployment().value(),
                        due.mark())
                > 0;
    }

    /** Deciding it failed; it is tried again then, or with later news. */
    public void putOff(DueRow due, Instant until) {
        handle.createUpdate(
                        """
                        update due set failures = failures + 1, at = :until
                        where deployment_uid = :uid and mark = :mark""")
                .bind("until", until)
                .bind("uid", due.deployment().value())
                .bind("mark", due.mark())
                .execute();
    }

    /** There is no such deployment any more. */
    void forget(Uid deployment) {
        handle.execute("delete from due where deployment_uid = ?", deployment.value());
    }
}
