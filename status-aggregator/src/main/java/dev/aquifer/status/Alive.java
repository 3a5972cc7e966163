package dev.aquifer.status;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Liveness: down only after a fault of its own, which nothing but a restart mends. */
@Liveness
@ApplicationScoped
class Alive implements HealthCheck {
    private final StatusAggregator service;

    Alive(@Readiness StatusAggregator service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("fold").status(service.alive()).build();
    }
}
