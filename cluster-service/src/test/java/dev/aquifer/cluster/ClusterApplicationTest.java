package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterApplicationTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close();
    }

    /** Nothing waits for a database while the process itself cannot work. */
    @Test
    void aControlKubeconfigThatIsMissingFailsTheStart(@TempDir Path folder) {
        var missing = folder.resolve("no-kubeconfig").toString();
        var settings = ClusterSettingsTest.read(Map.of("aquifer.control.kubeconfig", missing));
        var database = EmbeddedDatabase.shared().create();
        var flyway = Flyway.configure().dataSource(database).load();
        var application = new ClusterApplication(settings, database, flyway, vertx);

        assertThatThrownBy(() -> application.onStart(new StartupEvent()))
                .hasStackTraceContaining("no-kubeconfig");
    }
}
