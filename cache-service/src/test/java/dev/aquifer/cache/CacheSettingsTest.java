package dev.aquifer.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(settings.hydration().trustedAuthorities()).isEmpty();
        assertThat(settings.hydration().maxFiles()).isEqualTo(20_000);
        assertThat(settings.hydration().streamsPerOrigin()).isEqualTo(16);
        assertThat(settings.hydration().streamsPerAttempt()).isEqualTo(8);
        assertThat(settings.cache().tendWithin()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.cache().mendAgain()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.cache().firstRetry()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.cache().longestRetry()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.cache().causeChangedRetry()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.cache().longestCauseChangedRetry()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.cache().startWithin()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.cache().planWithin()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.cache().tick()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.cache().sweep()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void everyKeyIsRead() {
        var settings =
                read(
                        Map.ofEntries(
                                Map.entry("aquifer.kafka.instance", "0"),
                                Map.entry("aquifer.hydration.image", "i"),
                                Map.entry("aquifer.hydration.huggingface-endpoint", "http://h"),
                                Map.entry(
                                        "aquifer.hydration.allowed-private-origins",
                                        "a:1,10.0.0.0/8"),
                                Map.entry("aquifer.hydration.trusted-authorities", "/ca.pem"),
                                Map.entry("aquifer.hydration.max-files", "4"),
                                Map.entry("aquifer.hydration.streams-per-origin", "3"),
                                Map.entry("aquifer.hydration.streams-per-attempt", "2"),
                                Map.entry("aquifer.cache.tend-within", "PT9S"),
                                Map.entry("aquifer.cache.mend-again", "PT8S"),
                                Map.entry("aquifer.cache.first-retry", "PT1S"),
                                Map.entry("aquifer.cache.longest-retry", "PT2S"),
                                Map.entry("aquifer.cache.cause-changed-retry", "PT3S"),
                                Map.entry("aquifer.cache.tick", "PT4S"),
                                Map.entry("aquifer.cache.sweep", "PT5S"),
                                Map.entry("aquifer.cache.start-within", "PT6S"),
                                Map.entry("aquifer.cache.plan-within", "PT7S")));

        assertThat(settings.kafka().bootstrap()).isEqualTo("b:9092");
        assertThat(settings.kafka().instance()).contains("0");
        assertThat(settings.database().url()).isEqualTo("jdbc:postgresql:x");
        assertThat(settings.database().user()).isEqualTo("u");
        assertThat(settings.database().passwordFile()).hasToString("f");
        assertThat(settings.hydration().image()).isEqualTo("i");
        assertThat(settings.hydration().huggingfaceEndpoint()).isEqualTo(URI.create("http://h"));
        assertThat(settings.hydration().allowedPrivateOrigins())
                .contains(List.of("a:1", "10.0.0.0/8"));
        assertThat(settings.hydration().trustedAuthorities()).contains(Path.of("/ca.pem"));
        assertThat(settings.hydration().maxFiles()).isEqualTo(4);
        assertThat(settings.hydration().streamsPerOrigin()).isEqualTo(3);
        assertThat(settings.hydration().streamsPerAttempt()).isEqualTo(2);
        assertThat(settings.cache().tendWithin()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.cache().mendAgain()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.cache().firstRetry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.cache().longestRetry()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.cache().causeChangedRetry()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.cache().tick()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.cache().startWithin()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.cache().planWithin()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.cache().sweep()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "::/129", "host:65536", "http://host", "a b", "host/8"})
    void anOriginThatIsNoneStopsTheServiceAndIsNamed(String origin) {
        var key = "aquifer.hydration.allowed-private-origins";
        var settings = read(Map.of(key, "10.0.0.0/8," + origin));

        assertThatThrownBy(() -> CacheApplication.checked(settings))
                .hasMessage(key + ": '" + origin + "' is no host, host:port or CIDR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000001"})
    void aNumberOfFilesThatNoWorkerTakesStopsTheService(String files) {
        var settings = read(Map.of("aquifer.hydration.max-files", files));

        assertThatThrownBy(() -> CacheApplication.checked(settings))
                .hasMessage("aquifer.hydration.max-files has to be from 1 to 1000000");
    }

    @Test
    void originsOfEachFormAreTaken() {
        var all = "10.0.0.0/8,fd00::/8,::1/128,hub.internal,hub:8080,[::1]:80";
        var settings = read(Map.of("aquifer.hydration.allowed-private-origins", all));

        assertThat(CacheApplication.checked(settings)).isSameAs(settings);
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        var none = read(Map.of("aquifer.hydration.streams-per-origin", "0"));

        assertThatThrownBy(() -> CacheApplication.checked(none))
                .hasMessageContaining("aquifer.hydration.streams-per-origin");
    }
}
