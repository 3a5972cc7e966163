package dev.aquifer.cluster;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the service with the application; waits for a database that is away. What else
 * keeps it from starting ends the process, as waiting would not help.
 */
@ApplicationScoped
public class ClusterApplication {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ClusterSettings settings;
    private final DataSource database;
    private final Flyway flyway;
    private final Vertx vertx;
    private volatile @Nullable ClusterService service;
    private volatile boolean stopped;

    ClusterApplication(ClusterSettings settings, DataSource database, Flyway flyway, Vertx vertx) {
        this.settings = settings;
        this.database = database;
        this.flyway = flyway;
        this.vertx = vertx;
    }

    void onStart(@Observes StartupEvent event) {
        // Put together here, so that settings that cannot work fail the start itself.
        var ready = new ClusterService(settings, database, vertx, Clock.systemUTC());
        Thread.ofVirtual().name("start").start(() -> start(ready));
    }

    private void start(ClusterService ready) {
        while (!stopped) {
            try {
                flyway.migrate();
                run(ready);
                return;
            } catch (FlywayException e) {
                ClusterLog.databaseAway(e);
                try {
                    Thread.sleep(RETRY);
                } catch (InterruptedException interrupted) {
                    return;
                }
            } catch (RuntimeException e) {
                ClusterLog.cannotStart(e);
                Quarkus.asyncExit(1);
                return;
            }
        }
    }

    private synchronized void run(ClusterService ready) {
        if (stopped) {
            return;
        }
        ready.start();
        service = ready;
        ClusterLog.started();
    }

    synchronized void onStop(@Observes ShutdownEvent event) {
        stopped = true;
        if (service != null) {
            service.close();
        }
    }

    /** What keeps the service from its work, in words; empty when nothing does. */
    Optional<String> trouble() {
        return Optional.ofNullable(service)
                .map(ClusterService::trouble)
                .orElse(Optional.of("waiting for the database"));
    }

    /** Whether so many clusters are silent that it is taken for a fault on our side. */
    boolean isSilenceOurs() {
        return Optional.ofNullable(service).map(ClusterService::isSilenceOurs).orElse(false);
    }
}
