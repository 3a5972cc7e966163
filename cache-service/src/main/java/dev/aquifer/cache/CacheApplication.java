package dev.aquifer.cache;

import dev.aquifer.ledger.LedgerHealth;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Starts and stops the service with the application; waits for a database that is away. */
@ApplicationScoped
public class CacheApplication {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final CacheSettings settings;
    private final DataSource database;
    private final Flyway flyway;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable CacheService service;

    CacheApplication(CacheSettings settings, DataSource database, Flyway flyway) {
        this.settings = settings;
        this.database = database;
        this.flyway = flyway;
    }

    void onStart(@Observes StartupEvent event) {
        Thread.ofVirtual().name("start").start(this::start);
    }

    private void start() {
        boolean waiting = true;
        while (waiting) {
            try {
                flyway.migrate();
                run();
                waiting = false;
            } catch (FlywayException e) {
                CacheLog.databaseAway(e);
                waiting = !stopsWithin(RETRY);
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

    private synchronized void run() {
        if (stopping.getCount() == 0) {
            return;
        }
        var started = new CacheService(settings, database, Clock.systemUTC());
        started.start();
        service = started;
        CacheLog.started();
    }

    synchronized void onStop(@Observes ShutdownEvent event) {
        stopping.countDown();
        if (service != null) {
            service.close();
        }
    }

    /** How the ledger is; empty while the service waits for its database. */
    Optional<LedgerHealth> health() {
        return Optional.ofNullable(service).map(CacheService::health);
    }
}
