package dev.aquifer.cluster;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A replica of the service in a process of its own. */
final class ReplicaOfService {
    private ReplicaOfService() {}

    /** Arguments: the address of the database, and settings as {@code key=value}. */
    public static void main(String[] arguments) throws InterruptedException, SQLException {
        var settings = new HashMap<String, String>();
        for (var argument : List.of(arguments).subList(1, arguments.length)) {
            var equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        var database =
                AgroalDataSource.from(
                        new AgroalDataSourceConfigurationSupplier()
                                .connectionPoolConfiguration(
                                        pool ->
                                                pool.maxSize(16)
                                                        .connectionFactoryConfiguration(
                                                                to -> to.jdbcUrl(arguments[0]))));
        var service = World.launch(settings, database, Vertx.vertx());
        new CountDownLatch(1).await();
        service.close();
    }
}
