package dev.aquifer.bridge;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.UUID;

/** The process: where time, names and settings come from. */
@ApplicationScoped
class BridgeApplication {
    private final Bridge bridge;

    BridgeApplication(BridgeSettings settings) {
        var identity =
                settings.lease().identity().orElseGet(() -> "kube-bridge-" + UUID.randomUUID());
        bridge = new Bridge(settings, identity, Clock.systemUTC(), System::nanoTime, BridgeLog.LOG);
    }

    void start(@Observes StartupEvent event) {
        bridge.start();
    }

    void stop(@Observes ShutdownEvent event) {
        bridge.close();
    }

    Bridge bridge() {
        return bridge;
    }
}
