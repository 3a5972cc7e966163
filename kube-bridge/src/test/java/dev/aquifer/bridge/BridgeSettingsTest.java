package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Place;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BridgeSettingsTest {
    @Test
    void defaults() {
        var settings = Settings.of(Map.of("kafka.bootstrap-servers", "b:1"));

        assertThat(settings.kafka().client()).isEmpty();
        assertThat(settings.control().kubeconfig()).isEmpty();
        assertThat(settings.control().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.lease().namespace()).isEqualTo("modelplane-system");
        assertThat(settings.lease().name()).isEqualTo("kube-bridge");
        assertThat(settings.lease().identity()).isEmpty();
        assertThat(settings.lease().duration()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.lease().renewDeadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.lease().retry()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.events().newerThan()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.requests().user()).isEmpty();
    }

    @Test
    void everyKeyIsRead() {
        var settings =
                Settings.of(
                        Map.ofEntries(
                                Map.entry("kafka.bootstrap-servers", "b:1"),
                                Map.entry("kafka.client.\"security.protocol\"", "SSL"),
                                Map.entry("control.kubeconfig", "/k"),
                                Map.entry("control.timeout", "1s"),
                                Map.entry("lease.namespace", "n"),
                                Map.entry("lease.name", "l"),
                                Map.entry("lease.identity", "i"),
                                Map.entry("lease.duration", "2s"),
                                Map.entry("lease.renew-deadline", "3s"),
                                Map.entry("lease.retry", "4s"),
                                Map.entry("events.newer-than", "5s"),
                                Map.entry("requests.user", "u")));

        assertThat(settings.kafka().bootstrapServers()).isEqualTo("b:1");
        assertThat(settings.kafka().client()).isEqualTo(Map.of("security.protocol", "SSL"));
        assertThat(settings.control().kubeconfig()).contains("/k");
        assertThat(settings.control().timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.lease().namespace()).isEqualTo("n");
        assertThat(settings.lease().name()).isEqualTo("l");
        assertThat(settings.lease().identity()).contains("i");
        assertThat(settings.lease().duration()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.lease().renewDeadline()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.lease().retry()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.events().newerThan()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.requests().user()).contains("u");
    }

    @Test
    void positionsSurviveBeingWritten() {
        var places = Map.of(new Place(Topic.REQUESTS, 0), 17L, new Place(Topic.REQUESTS, 1), 4L);
        var note = Map.of(Positions.note(Topic.REQUESTS), Positions.write(places));

        assertThat(Positions.read(Topic.REQUESTS, note)).isEqualTo(places);
        assertThat(Positions.read(Topic.REQUESTS, Map.of())).isEmpty();
        assertThat(Positions.read(Topic.REQUESTS, Map.of(Positions.note(Topic.REQUESTS), "x:1,,")))
                .isEmpty();
    }
}
