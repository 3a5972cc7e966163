package dev.aquifer.ledger;

import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** The ledger's tables for tests of services that run without a ledger. */
public final class LedgerTables {
    private LedgerTables() {}

    /** Makes them there. */
    public static void in(DataSource database) {
        LedgerSchema.migrate(Jdbi.create(database));
    }
}
