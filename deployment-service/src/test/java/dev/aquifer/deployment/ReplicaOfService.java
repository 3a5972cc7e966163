package dev.aquifer.deployment;

import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.lang.invoke.MethodHandles;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** A replica of the service without its probes, also in a process of its own. */
record ReplicaOfService(EventLedger ledger, DueDecisions due) implements AutoCloseable {
    static ReplicaOfService start(String bootstrapServers, DataSource database) {
        var flows = Flows.of(GangManifests::render);
        var ledger =
                flows.on(
                        EventLedger.builder(
                                        LedgerSettings.of("deployment-service", bootstrapServers),
                                        database)
                                .clock(Clock.systemUTC())
                                .build());
        ledger.start();
        return new ReplicaOfService(ledger, decisions(ledger, database, flows));
    }

    static DueDecisions decisions(EventLedger ledger, DataSource database, Flows flows) {
        var log = Logger.getMessageLogger(MethodHandles.lookup(), DeploymentLog.class, "test.due");
        return DueDecisions.start(ledger, database, flows.deployments(), log);
    }

    @Override
    public void close() {
        due.close();
        ledger.close();
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
        var replica = start(arguments[0], database);
        new CountDownLatch(1).await();
        replica.close();
    }
}
