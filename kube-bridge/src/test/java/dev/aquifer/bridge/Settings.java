package dev.aquifer.bridge;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Settings for tests, read as the process reads them. */
final class Settings {
    private Settings() {}

    static BridgeSettings of(Map<String, String> some) {
        var all = new HashMap<String, String>();
        some.forEach((key, value) -> all.put("aquifer.bridge." + key, value));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(BridgeSettings.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(BridgeSettings.class);
    }

    static BridgeSettings of(ControlServer control, String bootstrapServers) {
        return of(control, bootstrapServers, Map.of("requests.user", "requests"));
    }

    static BridgeSettings of(
            ControlServer control, String bootstrapServers, Map<String, String> more) {
        var all =
                new HashMap<>(
                        Map.of(
                                "kafka.bootstrap-servers", bootstrapServers,
                                "control.kubeconfig", control.kubeconfig().toString(),
                                "lease.duration", "10s",
                                "lease.renew-deadline", "8s",
                                "lease.retry", "200ms"));
        all.putAll(more);
        return of(all);
    }
}
