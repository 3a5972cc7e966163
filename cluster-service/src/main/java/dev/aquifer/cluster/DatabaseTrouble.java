package dev.aquifer.cluster;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the database refused last, until it takes something again: a full disk, say, which is
 * noticed by nobody who only reads.
 */
final class DatabaseTrouble {
    private volatile Optional<String> last = Optional.empty();

    /** Does something with the database, and notes how the database took it. */
    <T> T noting(Supplier<T> use) {
        try {
            var result = use.get();
            last = Optional.empty();
            return result;
        } catch (RuntimeException e) {
            inDatabase(e).ifPresent(words -> last = Optional.of(words));
            throw e;
        }
    }

    private static Optional<String> inDatabase(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return Optional.of(String.valueOf(cause.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** In words; empty while all is well. */
    Optional<String> words() {
        return last;
    }
}
