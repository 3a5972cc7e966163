package dev.aquifer.cache;

import dev.aquifer.ledger.LedgerHealth;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready is: the tables are there and the ledger handles what comes. */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
    private final CacheApplication application;

    ReadyCheck(CacheApplication application) {
        this.application = application;
    }

    @Override
    public HealthCheckResponse call() {
        var health = application.health();
        return HealthCheckResponse.named("ledger")
                .status(health.map(LedgerHealth::running).orElse(false))
                .withData(
                        "reason",
                        health.map(LedgerHealth::reason).orElse("waiting for the database"))
                .withData("staleSignals", application.staleSignals())
                .withData(
                        "trustedAuthorities",
                        application.authoritiesTrouble().orElse("as configured"))
                .build();
    }
}
