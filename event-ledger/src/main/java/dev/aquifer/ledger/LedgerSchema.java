package dev.aquifer.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The ledger's own tables. Made and upgraded here and not by the service's migrations, so that
 * neither has to know the other's versions, nor the framework's way of finding files.
 */
final class LedgerSchema {
    private static final int VERSION = 2;
    private static final long MIGRATION_LOCK = Numbering.lockKey("aquifer ledger migration");

    private LedgerSchema() {}

    /** Brings the schema to this release's version; replicas may do so at once. */
    static void migrate(Jdbi database) {
        database.useTransaction(
                handle -> {
                    handle.execute("select pg_advisory_xact_lock(?)", MIGRATION_LOCK);
                    handle.execute("create schema if not exists ledger");
                    handle.execute(
                            "create table if not exists ledger.migrations"
                                    + " (version integer primary key, at timestamptz not null)");
                    for (int version = version(handle) + 1; version <= VERSION; version++) {
                        handle.createScript(script(version)).execute();
                        handle.execute("insert into ledger.migrations values (?, now())", version);
                    }
                });
    }

    private static int version(Handle handle) {
        return handle.createQuery("select coalesce(max(version), 0) from ledger.migrations")
                .mapTo(Integer.class)
                .one();
    }

    private static String script(int version) {
        var name = "schema-" + version + ".sql";
        try (var in = LedgerSchema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
