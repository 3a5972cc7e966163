package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
    private static final Map<String, String> NEEDED =
            Map.of(
                    "aquifer.kafka.bootstrap", "broker:9092",
                    "aquifer.database.url", "jdbc:postgresql://db/x",
                    "aquifer.database.user", "someone",
                    "aquifer.database.password-file", "/run/a folder/password");

    /** The settings with these values. */
    static ClusterSettings read(Map<String, String> more) {
        var all = new HashMap<>(NEEDED);
        all.putAll(more);
        return new SmallRyeConfigBuilder()
                .withMapping(ClusterSettings.class)
                .withDefaultValues(all)
                .build()
                .getConfigMapping(ClusterSettings.class);
    }

    @Test
    void defaultsAreTheOnesInTheReadme() {
        var settings = read(Map.of());

        assertThat(settings.clusters().renewal()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.clusters().requestTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.clusters().requestsPerSecond()).isEqualTo(20);
        assertThat(settings.clusters().longestBackoff()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.clusters().sweep()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.clusters().goneAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.control().kubeconfig()).isEmpty();
        assertThat(settings.kafka().instance()).isEmpty();
    }

    @Test
    void readsEveryKey() {
        var settings =
                read(
                        Map.of(
                                "aquifer.kafka.instance", "cluster-service-0",
                                "aquifer.control.kubeconfig", "/a folder/kubeconfig",
                                "aquifer.clusters.renewal", "PT1S",
                                "aquifer.clusters.request-timeout", "PT2S",
                                "aquifer.clusters.requests-per-second", "3.5",
                                "aquifer.clusters.longest-backoff", "PT4S",
                                "aquifer.clusters.sweep", "PT5S",
                                "aquifer.clusters.gone-after", "PT6S"));

        assertThat(settings.kafka().bootstrap()).isEqualTo("broker:9092");
        assertThat(settings.kafka().instance()).contains("cluster-service-0");
        assertThat(settings.control().kubeconfig()).contains(Path.of("/a folder/kubeconfig"));
        assertThat(settings.database().url()).isEqualTo("jdbc:postgresql://db/x");
        assertThat(settings.database().user()).isEqualTo("someone");
        assertThat(settings.database().passwordFile()).isEqualTo(Path.of("/run/a folder/password"));
        assertThat(settings.clusters().renewal()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.clusters().requestTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.clusters().requestsPerSecond()).isEqualTo(3.5);
        assertThat(settings.clusters().longestBackoff()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.clusters().sweep()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.clusters().goneAfter()).isEqualTo(Duration.ofSeconds(6));
    }
}
