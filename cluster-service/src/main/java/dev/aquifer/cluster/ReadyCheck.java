package dev.aquifer.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready is: the tables are there, the ledger handles what comes, the database takes what is said.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
    private final ClusterApplication application;

    ReadyCheck(ClusterApplication application) {
        this.application = application;
    }

    @Override
    public HealthCheckResponse call() {
        var trouble = application.trouble();
        return HealthCheckResponse.named("ledger")
                .status(trouble.isEmpty())
                .withData("reason", trouble.orElse(""))
                .withData(
                        "clusters",
                        application.isSilenceOurs()
                                ? "a third of the clusters fell silent at once: look at the"
                                        + " network of cluster-service"
                                : "")
                .build();
    }
}
