package dev.aquifer.deployment.store;

import dev.aquifer.deployment.domain.Trial;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Endpoints made by hand. */
public final class Endpoints {
    private final Handle handle;

    /** The table within a transaction. */
    public Endpoints(Handle handle) {
        this.handle = handle;
    }

    /**
     * An endpoint.
     *
     * @param url of its API, to which the path of a request is appended
     */
    public record EndpointRow(Subject subject, String url, String correlation, Trial trial) {}

    /** It is wanted so. */
    public void save(
            Subject subject, Metadata metadata, String url, String correlation, Instant now) {
        handle.createUpdate(
                        """
                        insert into endpoint
                          (uid, namespace, name, generation, labels, url, correlation, ask_at)
                        values (:uid, :namespace, :name, :generation, :labels::jsonb, :url,
                                :correlation, :now)
                        on conflict (uid) do update
                        set generation = excluded.generation, labels = excluded.labels,
                            url = excluded.url, correlation = excluded.correlation
                        where endpoint.generation <= excluded.generation""")
                .bind("uid", subject.admittedUid().value())
                .bind("namespace", subject.resource().namespace())
                .bind("name", subject.resource().name())
                .bind("generation", subject.generation())
                .bind("labels", Json.write(metadata.labels()))
                .bind("url", url)
                .bind("correlation", correlation)
                .bind("now", now)
                .execute();
    }

    /** It was asked, or its address became another; it is left alone until then. */
    public void save(Uid uid, Trial trial, Instant askAt) {
        handle.createUpdate(
                        """
                        update endpoint
                        set answers = :answers, failures = :failures, saw = :saw,
                            ask_at = :ask_at
                        where uid = :uid""")
                .bind("answers", trial.answers())
                .bind("failures", trial.failures())
                .bind("saw", trial.saw().orElse(null))
                .bind("ask_at", askAt)
                .bind("uid", uid.value())
                .execute();
    }

    /** That very endpoint. */
    public Optional<EndpointRow> find(Uid uid) {
        return handle.createQuery("select * from endpoint where uid = :uid")
                .bind("uid", uid.value())
                .map((row, context) -> endpoint(row))
                .findOne();
    }

    /**
     * Those whose time has come, the longest waiting first; nobody else gets them before then.
     *
     * @param until when others may ask, should whoever asks now not come back
     */
    public List<EndpointRow> claim(Instant now, Instant until, int most) {
        return handle.createQuery(
                        """
                        update endpoint set ask_at = :until
                        where uid in (select uid from endpoint where ask_at <= :now
                                      order by ask_at limit :most for update skip locked)
                        returning *""")
                .bind("now", now)
                .bind("until", until)
                .bind("most", most)
                .map((row, context) -> endpoint(row))
                .list();
    }

    private static EndpointRow endpoint(ResultSet row) throws SQLException {
        return new EndpointRow(
                new Subject(
                        new ResourceRef(
                                "ModelEndpoint", row.getString("namespace"), row.getString("name")),
                        new Uid(row.getString("uid")),
                        row.getLong("generation")),
                row.getString("url"),
                row.getString("correlation"),
                new Trial(
                        row.getBoolean("answers"),
                        row.getInt("failures"),
                        Optional.ofNullable(row.getString("saw"))));
    }
}
