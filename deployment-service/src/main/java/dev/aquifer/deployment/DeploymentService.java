package dev.aquifer.deployment;

import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.LedgerHealth;
import dev.aquifer.ledger.LedgerSettings;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The whole service put together, topics to flows, timers to probes; its tables have to be there
 * before the start.
 */
final class DeploymentService implements AutoCloseable {
    private final DeploymentSettings settings;
    private final DataSource database;
    private final EventLedger ledger;
    private final Flows flows;
    private final EngineProbe probe;
    private final EndpointProbe made;
    private final DeploymentLog log;
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(
                    3, // engines and endpoints that do not answer keep no deployment waiting
                    Thread.ofPlatform().daemon().name("timer").factory());
    private @Nullable DueDecisions due;

    DeploymentService(
            DeploymentSettings settings, DataSource database, Clock clock, DeploymentLog log) {
        this.settings = settings;
        this.database = database;
        this.log = log;
        this.flows = Flows.of(GangManifests::render);
        var usual =
                LedgerSettings.of(
                        "deployment-service",
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
        var http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.probe().timeout())
                        .build();
        var name = settings.kafka().instance().orElseGet(() -> UUID.randomUUID().toString());
        var gateway = settings.gateway().url();
        var timeout = settings.probe().timeout();
        var counts = settings.probe().gatewayInterval().multipliedBy(3).plus(timeout);
        var asker = new EngineProbe.Asker(http, gateway, timeout, counts, name);
        this.probe = new EngineProbe(asker, ledger, flows, log);
        var way = new EndpointProbe.Way(http, gateway, timeout);
        this.made = new EndpointProbe(way, ledger, flows.endpoints(), log);
    }

    void start() {
        ledger.start();
        due = DueDecisions.start(ledger, database, flows.deployments(), log);
        every(settings.probe().interval(), "asking engines", probe::engines);
        every(settings.probe().interval(), "asking endpoints", made::endpoints);
        every(settings.probe().gatewayInterval(), "asking the gateway", probe::gateway);
        every(
                settings.decisions().tick(),
                "looking for GPUs that became free",
                () -> lookAgain(false));
        every(
                settings.decisions().sweep(),
                "looking at all deployments again",
                () -> lookAgain(true));
    }

    private void lookAgain(boolean everything) {
        if (!ledger.hasCaughtUp()) {
            return; // a database that was restored may not know what became free
        }
        ledger.inTransaction(
                Cause.continuing("deployment-service-timer"),
                tx -> {
                    DeploymentFlow.lookAgain(everything, tx);
                    return everything;
                });
    }

    private interface Look {
        void once() throws InterruptedException;
    }

    private void every(Duration interval, String what, Look look) {
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> {
                            try {
                                look.once();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } catch (RuntimeException e) {
                                // The edge of a timer: a database that is away must not end it.
                                log.timerFailed(what, e);
                            }
                        },
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** How many observations did not count, since the start. */
    long staleSignals() {
        return flows.replicas().staleSignals();
    }

    /** What keeps the service from its work, in words; empty when nothing does. */
    Optional<String> trouble() {
        var health = ledger.health();
        return health.running() ? Optional.empty() : Optional.of(words(health));
    }

    private static String words(LedgerHealth health) {
        return health.reason().isEmpty() ? health.state().toString() : health.reason();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (due != null) {
            due.close();
        }
        ledger.close();
    }
}
