package dev.aquifer.deployment;

import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** A replica of the service without its probes, also in a process of its own. */
final class ReplicaOfService {
    private ReplicaOfService() {}

    static EventLedger start(String bootstrapServers, DataSource database) {
        var flows = Flows.of(GangManifests::render);
        var ledger =
                flows.on(
                        EventLedger.builder(
                                        LedgerSettings.of("deployment-service", bootstrapServers),
                                        database)
                                .clock(Clock.systemUTC())
                                .build());
        ledger.start();
        return ledger;
    }

    public static void main(String[] arguments) throws InterruptedException, SQLException {
        var database =
                AgroalDataSource.from(
                        new AgroalDataSourceConfigurationSupplier()
                                .connectionPoolConfiguration(
                                        pool ->
                                                pool.maxSize(6)
                                                        .connectionFactoryConfiguration(
                                                                to -> to.jdbcUrl(arguments[1]))));
        var ledger = start(arguments[0], database);
        new CountDownLatch(1).await();
        ledger.close();
    }
}
