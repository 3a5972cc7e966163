package dev.aquifer.cache;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A replica of the service in a process of its own: the broker, the database. */
final class Replica {
    private Replica() {}

    /** Attempts wait for each other's streams, and not for long. */
    static CacheSettings settings(String bootstrapServers) {
        return CacheSettingsTest.read(
                Map.of(
                        "aquifer.kafka.bootstrap", bootstrapServers,
                        "aquifer.hydration.streams-per-origin", "64",
                        "aquifer.cache.tick", "PT0.1S"));
    }

    public static void main(String[] arguments) throws InterruptedException, SQLException {
        // What it logs is what the test sees of it.
        System.setProperty("org.jboss.logging.provider", "jdk");
        var database =
                AgroalDataSource.from(
                        new AgroalDataSourceConfigurationSupplier()
                                .connectionPoolConfiguration(
                                        pool ->
                                                pool.maxSize(6)
                                                        .connectionFactoryConfiguration(
                                                                to -> to.jdbcUrl(arguments[1]))));
        new CacheService(settings(arguments[0]), database, Clock.systemUTC()).start();
        new CountDownLatch(1).await();
    }
}
