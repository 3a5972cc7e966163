package dev.aquifer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheSettingsTest {
    static CacheSettings read(Map<String, String> more) {
        var all =
                new HashMap<>(
                        Map.of(
                                "aquifer.kafka.bootstrap", "b:9092",
                                "aquifer.database.url", "jdbc:postgresql:x",
                                "aquifer.database.user", "u",
                                "aquifer.database.password-file", "f"));
        all.putAll(more);
        return new SmallRyeConfigBuilder()
                .withMapping(CacheSettings.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(CacheSettings.class);
    }

    @Test
    void defaultsAreThoseOfTheReadme() {
        var settings = read(Map.of());

        assertThat(settings.kafka().instance()).isEmpty();
        assertThat(settings.hydration().image()).isEqualTo("aquifer/hydration-worker:0.1");
        assertThat(settings.hydration().huggingfaceEndpoint())
                .isEqualTo(URI.create("https://huggingface.co"));
        assertThat(settings.hydration().allowedPrivateOrigins()).isEmpty();
        assertThat(settings.cache().firstRetry()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.cache().longestRetry()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.cache().causeChangedRetry()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.cache().tick()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.cache().sweep()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void everyKeyIsRead() {
        var settings =
                read(
                        Map.of(
                                "aquifer.kafka.instance", "0",
                                "aquifer.hydration.image", "i",
                                "aquifer.hydration.huggingface-endpoint", "http://h",
                                "aquifer.hydration.allowed-private-origins", "a:1,10.0.0.0/8",
                                "aquifer.cache.first-retry", "PT1S",
                                "aquifer.cache.longest-retry", "PT2S",
                                "aquifer.cache.cause-changed-retry", "PT3S",
                                "aquifer.cache.tick", "PT4S",
                                "aquifer.cache.sweep", "PT5S"));

        assertThat(settings.kafka().bootstrap()).isEqualTo("b:9092");
        assertThat(settings.kafka().instance()).contains("0");
        assertThat(settings.database().url()).isEqualTo("jdbc:postgresql:x");
        assertThat(settings.database().user()).isEqualTo("u");
        assertThat(settings.database().passwordFile()).hasToString("f");
        assertThat(settings.hydration().image()).isEqualTo("i");
        assertThat(settings.hydration().huggingfaceEndpoint()).isEqualTo(URI.create("http://h"));
        assertThat(settings.hydration().allowedPrivateOrigins())
                .contains(List.of("a:1", "10.0.0.0/8"));
        assertThat(settings.cache().firstRetry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.cache().longestRetry()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.cache().causeChangedRetry()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.cache().tick()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.cache().sweep()).isEqualTo(Duration.ofSeconds(5));
    }
}
