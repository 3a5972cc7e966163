package dev.aquifer.status;

import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.status.fold.Limits;
import dev.aquifer.status.query.QueryRoutes;
import dev.aquifer.status.query.Questions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The service: its life, its readiness, and the addresses of its questions. */
@Readiness
@ApplicationScoped
class StatusAggregator implements HealthCheck {
    private final Clock clock = Clock.systemUTC();
    private final Aggregation aggregation;

    StatusAggregator(StatusSettings settings) {
        this.aggregation =
                new Aggregation(
                        new KafkaSettings(settings.kafka().bootstrap(), settings.kafka().client()),
                        clock,
                        new Aggregation.Timing(
                                settings.silence().after(),
                                settings.silence().interval(),
                                Limits.USUAL.slowBelow(settings.hydration().slowBelow())));
    }

    void start(@Observes StartupEvent event) {
        aggregation.start();
    }

    void routes(@Observes Router router) {
        QueryRoutes.add(router, new Questions(aggregation, aggregation.history(), clock));
    }

    void stop(@Observes ShutdownEvent event) {
        aggregation.close();
    }

    /** Whether it goes on by itself; if not, only a restart helps. */
    boolean alive() {
        return aggregation.alive();
    }

    @Override
    public HealthCheckResponse call() {
        var health = aggregation.health();
        return HealthCheckResponse.named("fold")
                .status(health.running() && aggregation.caughtUp())
                .withData("state", health.state().name())
                .withData("reason", health.reason())
                .withData("lag", aggregation.lag())
                .build();
    }
}
