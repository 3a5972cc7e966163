package dev.aquifer.cache;

import dev.aquifer.cache.domain.Diligence;
import dev.aquifer.cache.domain.Patience;
import dev.aquifer.cache.domain.RetryPolicy;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.LedgerHealth;
import dev.aquifer.ledger.LedgerSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The whole service put together; its tables have to be there before the start. */
final class CacheService implements AutoCloseable {
    private static final Duration REST = Duration.ofMinutes(1);

    private final CacheSettings settings;
    private final TrustedAuthorities trusted;
    private final Clock clock;
    private final Jdbi database;
    private final EventLedger ledger;
    private final Flows flows;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("cache-timer").factory());
    private Instant swept = Instant.EPOCH;

    /** When nothing could be decided about these caches. */
    private final Map<Uid, Instant> failedAt = new HashMap<>();

    CacheService(CacheSettings settings, DataSource database, Clock clock) {
        this.settings = settings;
        this.trusted = new TrustedAuthorities(settings.hydration().trustedAuthorities());
        this.clock = clock;
        this.database = Jdbi.create(database);
        var retry = settings.cache();
        this.flows =
                Flows.of(
                        new CacheDecisions(
                                new WorkerTerms(settings.hydration(), trusted),
                                new Patience(retry.startWithin(), retry.planWithin()),
                                new Diligence(retry.tendWithin(), retry.mendAgain())),
                        new RetryPolicy(
                                retry.firstRetry(),
                                retry.longestRetry(),
                                retry.causeChangedRetry(),
                                retry.longestCauseChangedRetry()),
                        retry.mendAgain());
        var usual =
                LedgerSettings.of(
                        "cache-service",
                        new KafkaSettings(settings.kafka().bootstrap(), settings.kafka().client()));
        this.ledger =
                flows.on(
                        EventLedger.builder(
                                        settings.kafka()
                                                .instance()
                                                .map(usual::withInstance)
                                                .orElse(usual),
                                        database)
                                .clock(clock)
                                .build());
    }

    void start() {
        ledger.start();
        long tick = settings.cache().tick().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            if (trusted.readAgain()) {
                CacheLog.authorities(trusted);
            }
            if (ledger.hasCaughtUp()) { // what is decided is decided on what was heard
                lookAgain();
            }
        } catch (RuntimeException e) { // a timer that throws would never come again
            CacheLog.timerFailed(e);
        }
    }

    private void lookAgain() {
        var now = clock.instant();
        boolean everything = Duration.between(swept, now).compareTo(settings.cache().sweep()) > 0;
        var cause = Cause.continuing("cache-service-timer");
        // Each cache in a transaction of its own: nobody waits for all of them.
        for (var cache : due(everything, now)) {
            lookAgain(cache, cause, now);
        }
        swept = everything ? now : swept;
    }

    /** One that fails is left alone for a while, and holds up none that comes after it. */
    private void lookAgain(Uid cache, Cause cause, Instant now) {
        var failed = failedAt.get(cache);
        if (failed != null && now.isBefore(failed.plus(REST))) {
            return;
        }
        try {
            ledger.inTransaction(
                    cause,
                    tx -> {
                        flows.caches().lookAgain(cache, tx);
                        return cache;
                    });
            failedAt.remove(cache);
        } catch (JdbiException e) {
            throw e; // the database's troubles are those of all
        } catch (RuntimeException e) {
            CacheLog.undecided(cache, e);
            failedAt.put(cache, now);
        }
    }

    private List<Uid> due(boolean everything, Instant now) {
        return database.withHandle(
                handle -> everything ? new Caches(handle).all() : flows.caches().due(handle, now));
    }

    LedgerHealth health() {
        return ledger.health();
    }

    /** How many observations did not count, since the start. */
    long staleSignals() {
        return flows.attempts().staleSignals();
    }

    /** What is wrong with the file of trusted authorities; empty where nothing is. */
    Optional<String> authoritiesTrouble() {
        return trusted.trouble();
    }

    @Override
    public void close() {
        timer.shutdown();
        ledger.close();
    }
}
