package dev.aquifer.deployment.store;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * The one replica of this service whose word on the gateway counts, by a lease in the database and
 * by its clock. Another takes over when the holder says nothing for the term of the lease, or when
 * it reaches the gateway and the holder does not: so the word of who cannot reach it never stands
 * against that of who can, and two of them cannot make it flip.
 */
public final class Prober {
    private static final String GATEWAY = "gateway";

    private final Handle handle;

    /** The lease within a transaction. */
    public Prober(Handle handle) {
        this.handle = handle;
    }

    /**
     * Whether the word of that replica counts. Whoever is told so holds the lease until it says
     * something again, and no other is asked before the transaction ends.
     *
     * @param well what it says
     * @param term for which it holds the lease
     */
    public boolean counts(String replica, boolean well, Duration term) {
        return handle.createUpdate(
                                """
                                insert into prober as p (name, holder, well, until)
                                values (:name, :replica, :well,
                                        clock_timestamp() + :millis * interval '1 millisecond')
                                on conflict (name) do update
                                set holder = excluded.holder, well = excluded.well,
                                    until = excluded.until
                                where p.holder = excluded.holder
                                   or p.until < clock_timestamp()
                                   or (excluded.well and not p.well)""")
                        .bind("name", GATEWAY)
                        .bind("replica", replica)
                        .bind("well", well)
                        .bind("millis", term.toMillis())
                        .execute()
                > 0;
    }
}
