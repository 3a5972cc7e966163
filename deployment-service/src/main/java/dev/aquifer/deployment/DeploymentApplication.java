package dev.aquifer.deployment;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.invoke.MethodHandles;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the service with the application; waits for a database that is away. What else
 * keeps it from starting ends the process, as waiting would not help.
 */
@ApplicationScoped
class DeploymentApplication {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final DeploymentSettings settings;
    private final DataSource database;
    private final Flyway flyway;
    private final DeploymentLog log =
            Logger.getMessageLogger(
                    MethodHandles.lookup(), DeploymentLog.class, "dev.aquifer.deployment");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable DeploymentService service;

    DeploymentApplication(DeploymentSettings settings, DataSource database, Flyway flyway) {
        this.settings = settings;
        this.database = database;
        this.flyway = flyway;
    }

    void onStart(@Observes StartupEvent event) {
        // Put together here, so that settings that cannot work fail the start itself.
        var ready = new DeploymentService(settings, database, Clock.systemUTC(), log);
        Thread.ofVirtual().name("start").start(() -> start(ready));
    }

    private void start(DeploymentService ready) {
        boolean waiting = true;
        while (waiting) {
            try {
                flyway.migrate();
                run(ready);
                waiting = false;
            } catch (FlywayException e) {
                log.databaseAway(e);
                waiting = !stopsWithin(RETRY);
            } catch (RuntimeException e) {
                log.cannotStart(e);
                Quarkus.asyncExit(1);
                return;
            }
        }
    }

    private boolean stopsWithin(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private synchronized void run(DeploymentService ready) {
        if (stopping.getCount() == 0) {
            return;
        }
        ready.start();
        service = ready;
    }

    synchronized void onStop(@Observes ShutdownEvent event) {
        stopping.countDown();
        if (service != null) {
            service.close();
        }
    }

    /** How many observations did not count, since the start. */
    long staleSignals() {
        return Optional.ofNullable(service).map(DeploymentService::staleSignals).orElse(0L);
    }

    /** What keeps the service from its work, in words; empty when nothing does. */
    Optional<String> trouble() {
        return Optional.ofNullable(service)
                .map(DeploymentService::trouble)
                .orElse(Optional.of("waiting for the database"));
    }
}
