package dev.aquifer.status;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.TopicReader;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.invoke.MethodHandles;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Puts the service together: topics to the fold, a timer to the look for silence. */
@Readiness
@ApplicationScoped
class StatusAggregator implements HealthCheck {
    private final StatusSettings settings;
    private final StatusLog log =
            Logger.getMessageLogger(MethodHandles.lookup(), StatusLog.class, "dev.aquifer.status");
    private final EventPublisher bus;
    private final StatusFlow flow;
    private final TopicReader reader;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("silence").factory());

    StatusAggregator(StatusSettings settings) {
        this.settings = settings;
        var kafka = KafkaSettings.of(settings.kafka().bootstrap());
        var clock = Clock.systemUTC();
        this.bus = EventPublisher.open(kafka, new EventCodec());
        this.flow = new StatusFlow(bus, clock, settings.silence().after());
        this.reader =
                TopicReader.of(
                                kafka,
                                Topic.DESIRED,
                                Topic.CACHES,
                                Topic.CLUSTERS,
                                Topic.DEPLOYMENTS,
                                Topic.MEASUREMENTS,
                                Topic.CONDITIONS)
                        .clock(clock)
                        .build(flow::on);
    }

    void start(@Observes StartupEvent event) {
        reader.start();
        var _ =
                reader.caughtUp()
                        .thenRun(
                                () -> {
                                    flow.caughtUp();
                                    log.caughtUp();
                                });
        long interval = settings.silence().interval().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::tick, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            flow.sayAgainWhatFailed();
            // One that lags has not heard yet what was said.
            if (reader.lag() == 0 && reader.health().running()) {
                flow.lookForSilence();
            }
        } catch (RuntimeException e) {
            // The edge of a timer: a broker that is away must not end it.
            log.lookFailed(e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        reader.close();
        bus.close();
    }

    @Override
    public HealthCheckResponse call() {
        var health = reader.health();
        return HealthCheckResponse.named("fold")
                .status(health.running() && reader.caughtUp().isDone())
                .withData("state", health.state().name())
                .withData("reason", health.reason())
                .withData("lag", reader.lag())
                .build();
    }
}
