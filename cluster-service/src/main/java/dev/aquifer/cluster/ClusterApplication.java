package dev.aquifer.cluster;

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

/** Starts and stops the service with the application; waits for a database that is away. */
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
        Thread.ofVirtual().name("start").start(this::start);
    }

    private void start() {
        while (!stopped) {
            try {
                flyway.migrate();
                run();
                return;
            } catch (FlywayException e) {
                ClusterLog.databaseAway(e);
                try {
                    Thread.sleep(RETRY);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private synchronized void run() {
        if (stopped) {
            return;
        }
        var started = new ClusterService(settings, database, vertx, Clock.systemUTC());
        started.start();
        service = started;
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
