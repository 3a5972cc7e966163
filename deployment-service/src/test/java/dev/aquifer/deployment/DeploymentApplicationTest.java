package dev.aquifer.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class DeploymentApplicationTest {
    private final AtomicBoolean away = new AtomicBoolean(true);

    private DataSource database() {
        var real = EmbeddedDatabase.shared().create();
        return (DataSource)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (_, method, arguments) -> {
                            if (away.get() && method.getName().equals("getConnection")) {
                                throw new SQLException("away");
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Test
    void waitsForADatabaseThatIsAwayAndSaysSo() {
        var database = database();
        var settings =
                DatabasePasswordTest.settings(Map.of("aquifer.kafka.bootstrap", "127.0.0.1:1"));
        var flyway = Flyway.configure().dataSource(database).load();
        var application = new DeploymentApplication(settings, database, flyway);
        try {
            application.onStart(new StartupEvent());
            assertThat(application.trouble()).hasValue("waiting for the database");

            away.set(false);

            await().atMost(Duration.ofSeconds(30))
                    .until(
                            application::trouble,
                            trouble -> !trouble.equals(Optional.of("waiting for the database")));
        } finally {
            application.onStop(new ShutdownEvent());
        }
    }
}
