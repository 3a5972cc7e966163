package dev.aquifer.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class StatusSettingsTest {
    private static StatusSettings read(Map<String, String> some) {
        return read(new PropertiesConfigSource(some, "test", 100));
    }

    private static StatusSettings read(ConfigSource source) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(StatusSettings.class)
                .withSources(source)
                .build()
                .getConfigMapping(StatusSettings.class);
    }

    @Test
    void defaults() {
        var settings = read(Map.of());

        assertThat(settings.kafka().bootstrap()).isEqualTo("localhost:9092");
        assertThat(settings.kafka().client()).isEmpty();
        assertThat(settings.silence().after()).isEqualTo(Duration.ofSeconds(40));
        assertThat(settings.silence().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.hydration().slowBelow()).isEqualTo(1 << 20);
    }

    @Test
    void propertiesOfKafkasClientsMayComeFromTheEnvironment() {
        var settings =
                read(
                        new EnvConfigSource(
                                Map.of(
                                        "AQUIFER_KAFKA_CLIENT__SECURITY_PROTOCOL_", "SASL_SSL",
                                        "AQUIFER_KAFKA_CLIENT__SASL_JAAS_CONFIG_", "login"),
                                300));

        assertThat(settings.kafka().client())
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "login"));
    }

    @Test
    void everyKeyIsRead() {
        var settings =
                read(
                        Map.of(
                                "aquifer.kafka.bootstrap", "b:1",
                                "aquifer.kafka.client.\"security.protocol\"", "SSL",
                                "aquifer.silence.after", "1s",
                                "aquifer.silence.interval", "2s",
                                "aquifer.hydration.slow-below", "3"));

        assertThat(settings.kafka().bootstrap()).isEqualTo("b:1");
        assertThat(settings.kafka().client()).isEqualTo(Map.of("security.protocol", "SSL"));
        assertThat(settings.silence().after()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.silence().interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.hydration().slowBelow()).isEqualTo(3);
    }
}
