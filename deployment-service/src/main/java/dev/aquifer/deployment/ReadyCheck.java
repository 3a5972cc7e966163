package dev.aquifer.deployment;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready is: the tables are there and the ledger handles what comes. */
@Readiness
@ApplicationScoped
class ReadyCheck implements HealthCheck {
    private final DeploymentApplication application;

    ReadyCheck(DeploymentApplication application) {
        this.application = application;
    }

    @Override
    public HealthCheckResponse call() {
        var trouble = application.trouble();
        return HealthCheckResponse.named("ledger")
                .status(trouble.isEmpty())
                .withData("reason", trouble.orElse(""))
                .withData("staleSignals", application.staleSignals())
                .build();
    }
}
