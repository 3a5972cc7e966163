package dev.aquifer.bridge;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: leads with everything in step, or stands by. */
@Readiness
@ApplicationScoped
class BridgeReadiness implements HealthCheck {
    private final BridgeApplication application;

    BridgeReadiness(BridgeApplication application) {
        this.application = application;
    }

    @Override
    public HealthCheckResponse call() {
        var bridge = application.bridge();
        var trouble = bridge.trouble();
        var response =
                HealthCheckResponse.named("bridge")
                        .status(trouble.isEmpty())
                        .withData("standing", bridge.standing());
        trouble.ifPresent(why -> response.withData("trouble", why));
        bridge.waiting().forEach((name, why) -> response.withData("waiting " + name, why));
        return response.build();
    }
}
