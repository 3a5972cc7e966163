package dev.aquifer.deployment;

import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.invoke.MethodHandles;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Puts the service together: topics to flows, timers to probes. */
@Readiness
@ApplicationScoped
class DeploymentService implements HealthCheck {
    private final DeploymentSettings settings;
    private final EventLedger ledger;
    private final Flows flows;
    private final EngineProbe probe;
    private final EndpointProbe made;
    private final DeploymentLog log;
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(
                    3, // engines and endpoints that do not answer keep no deployment waiting
                    Thread.ofPlatform().daemon().name("timer").factory());

    DeploymentService(DeploymentSettings settings, DataSource database) {
        this.settings = settings;
        this.log =
                Logger.getMessageLogger(
                        MethodHandles.lookup(), DeploymentLog.class, "dev.aquifer.deployment");
        this.flows = Flows.of(GangManifests::render);
        var usual = LedgerSettings.of("deployment-service", settings.kafka().bootstrap());
        this.ledger =
                flows.on(
                        EventLedger.builder(
                                        settings.kafka()
                                                .instance()
                                                .map(usual::withInstance)
                                                .orElse(usual),
                                        database)
                                .clock(Clock.systemUTC())
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

    void start(@Observes StartupEvent event) {
        ledger.start();
        every(settings.probe().interval(), probe::engines);
        every(settings.probe().interval(), made::endpoints);
        every(settings.probe().gatewayInterval(), probe::gateway);
        every(settings.decisions().tick(), () -> lookAgain(false));
        every(settings.decisions().sweep(), () -> lookAgain(true));
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        ledger.close();
    }

    /** Each deployment in a transaction of its own: nobody waits for all of them. */
    private void lookAgain(boolean everything) {
        if (!ledger.hasCaughtUp()) {
            return; // nothing is decided on half of what was said, at a start or after a restore
        }
        var cause = Cause.continuing("deployment-service-timer");
        for (var uid : ledger.inTransaction(cause, tx -> flows.deployments().due(everything, tx))) {
            ledger.inTransaction(
                    cause,
                    tx -> {
                        flows.deployments().lookAgain(uid, tx);
                        return uid;
                    });
        }
    }

    private interface Look {
        void once() throws InterruptedException;
    }

    private void every(Duration interval, Look look) {
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> {
                            try {
                                look.once();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } catch (RuntimeException e) {
                                // The edge of a timer: a database that is away must not end it.
                                log.probingFailed(e);
                            }
                        },
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public HealthCheckResponse call() {
        var health = ledger.health();
        return HealthCheckResponse.named("ledger")
                .status(health.running())
                .withData("state", health.state().name())
                .withData("reason", health.reason())
                .build();
    }
}
