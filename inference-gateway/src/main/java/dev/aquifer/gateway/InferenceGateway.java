package dev.aquifer.gateway;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.TopicReader;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Puts the service together: the topic to the route table, requests to the handler. */
@Readiness
@ApplicationScoped
class InferenceGateway implements HealthCheck {
    private final RouteTable routes = new RouteTable();
    private final GatewayHandler handler;
    private final TopicReader reader;

    InferenceGateway(GatewaySettings settings, Vertx vertx) {
        this.reader = TopicReader.of(kafka(settings.kafka()), Topic.DEPLOYMENTS).build(routes::on);
        var reach = new Reach(vertx, settings.backends().allowedPrivate().orElse(List.of()));
        this.handler = new GatewayHandler(vertx, routes, reach, () -> reader.caughtUp().isDone());
    }

    private static KafkaSettings kafka(GatewaySettings.Kafka kafka) {
        return new KafkaSettings(kafka.bootstrap(), kafka.client());
    }

    void start(@Observes StartupEvent event) {
        reader.start();
    }

    /** After Quarkus' own paths, which begin with /q. */
    void routes(@Observes Router router) {
        router.route().last().handler(context -> handler.handle(context.request()));
    }

    void stop(@Observes ShutdownEvent event) {
        reader.close();
    }

    /** Ready once the routes were read; what happens to the broker later does not end serving. */
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("routes")
                .status(reader.caughtUp().isDone())
                .withData("services", routes.services().size())
                .withData("bus", reader.health().state().name())
                .build();
    }
}
