package dev.aquifer.ledger;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.apache.kafka.common.errors.RetriableException;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;

/** Tells what will pass by itself from what will not. */
final class Troubles {
    private Troubles() {}

    /** Whether the database or broker is away, or asks to try again. */
    static boolean passing(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            if (cause instanceof ConnectionException
                    || cause instanceof RetriableException
                    || cause instanceof Numbering.DatabaseRestored
                    || cause instanceof NotAgreedException
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLRecoverableException) {
                return true;
            }
            if (cause instanceof SQLException sql && passing(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the transaction lost against another one and nothing is wrong. */
    static boolean lostRace(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            if (cause instanceof Numbering.DatabaseRestored) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean passing(@Nullable String state) {
        // 08 connection, 40 lost race, 53 resources, 55P03 lock timeout, 25P03
        // stood still in a transaction, 57 shutdown and cancel,
        // 58 system, 25006 read-only while failing over, 28 login; none: the pool or the driver.
        return state == null
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.equals("55P03")
                || state.equals("25P03")
                || state.startsWith("57")
                || state.startsWith("58")
                || state.equals("25006")
                || state.startsWith("28");
    }

    private static @Nullable Throwable next(Throwable thrown) {
        return thrown.getCause() == thrown ? null : thrown.getCause();
    }

    /** Class and message, in one line, for a header. */
    static String describe(Throwable thrown) {
        var message = thrown.getMessage();
        var line = thrown.getClass().getName() + (message == null ? "" : ": " + firstLine(message));
        return line.length() <= 500 ? line : line.substring(0, 500) + "…";
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
