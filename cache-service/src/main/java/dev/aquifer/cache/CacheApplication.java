package dev.aquifer.cache;

import dev.aquifer.ledger.LedgerHealth;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the service with the application; waits for a database that is away. What else
 * keeps it from starting ends the process, as waiting would not help.
 */
@ApplicationScoped
public class CacheApplication {
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Of what workers take. */
    private static final int MOST_FILES = 1_000_000;

    private final CacheSettings settings;
    private final DataSource database;
    private final Flyway flyway;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable CacheService service;

    CacheApplication(CacheSettings settings, DataSource database, Flyway flyway) {
        this.settings = checked(settings);
        this.database = database;
        this.flyway = flyway;
    }

    /** What would let everything wait, or fail on each cluster, stops the service at once. */
    static CacheSettings checked(CacheSettings settings) {
        var hydration = settings.hydration();
        for (var origin : hydration.allowedPrivateOrigins().orElse(List.of())) {
            if (!PrivateOrigin.isOne(origin)) {
                throw new IllegalArgumentException(
                        "aquifer.hydration.allowed-private-origins: '%s' is no host, host:port or CIDR"
                                .formatted(origin));
            }
        }
        if (hydration.streamsPerOrigin() < 1 || hydration.streamsPerAttempt() < 1) {
            throw new IllegalArgumentException(
                    "aquifer.hydration.streams-per-origin and .streams-per-attempt have to be at"
                            + " least 1");
        }
        if (hydration.maxFiles() < 1 || hydration.maxFiles() > MOST_FILES) {
            throw new IllegalArgumentException(
                    "aquifer.hydration.max-files has to be from 1 to " + MOST_FILES);
        }
        return settings;
    }

    void onStart(@Observes StartupEvent event) {
        // Put together here, so that settings that cannot work fail the start itself.
        var ready = new CacheService(settings, database, Clock.systemUTC());
        Thread.ofVirtual().name("start").start(() -> start(ready));
    }

    private void start(CacheService ready) {
        boolean waiting = true;
        while (waiting) {
            try {
                flyway.migrate();
                run(ready);
                waiting = false;
            } catch (FlywayException e) {
                CacheLog.databaseAway(e);
                waiting = !stopsWithin(RETRY);
            } catch (RuntimeException e) {
                CacheLog.cannotStart(e);
                Quarkus.asyncExit(1);
                waiting = false;
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

    private synchronized void run(CacheService ready) {
        if (stopping.getCount() == 0) {
            return;
        }
        ready.start();
        service = ready;
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

    /** How many observations did not count, since the start. */
    long staleSignals() {
        return Optional.ofNullable(service).map(CacheService::staleSignals).orElse(0L);
    }

    /** What is wrong with the file of trusted authorities; empty where nothing is. */
    Optional<String> authoritiesTrouble() {
        return Optional.ofNullable(service).flatMap(CacheService::authoritiesTrouble);
    }
}
