package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.aquifer.bridge.domain.Tenant;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Place;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(settings.requests().namespaces()).isEmpty();
        assertThat(settings.requests().tenants()).isEmpty();
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
                                Map.entry("requests.user", "u"),
                                Map.entry("requests.namespaces", "x"),
                                Map.entry("requests.tenants.a.topic", "t"),
                                Map.entry("requests.tenants.a.user", "v"),
                                Map.entry("requests.tenants.a.namespaces", "y,z"),
                                Map.entry("requests.tenants.a.answers", "w")));

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
        assertThat(Tenants.of(settings.requests()))
                .containsExactly(
                        new Tenant("aquifer.requests", "aquifer.answers", "u", Set.of("x")),
                        new Tenant("t", "w", "v", Set.of("y", "z")));
    }

    @ParameterizedTest
    @CsvSource({
        "topic,aquifer.desired,one of Aquifer's own topics",
        "topic,aquifer.requests,one of Aquifer's own topics",
        "topic,asking for it,is not a name",
        "answers,aquifer.conditions,one of Aquifer's own topics",
        "user,' ',blank",
    })
    void aTenantThatCannotBeIsNamed(String key, String value, String complaint) {
        var all =
                new HashMap<>(
                        Map.of(
                                "kafka.bootstrap-servers", "b:1",
                                "requests.tenants.a.topic", "t",
                                "requests.tenants.a.user", "v",
                                "requests.tenants.a.namespaces", "y"));
        all.put("requests.tenants.a." + key, value);
        var settings = Settings.of(all).requests();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tenants.of(settings))
                .withMessageStartingWith("aquifer.bridge.requests.tenants.a." + key)
                .withMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "lease.renew-deadline,15s,shorter than lease.duration",
        "lease.retry,10s,shorter than lease.renew-deadline",
        "lease.retry,0s,more than nothing",
        "control.timeout,0s,more than nothing",
    })
    void timesThatCannotBeAreNamed(String key, String value, String complaint) {
        var settings = Settings.of(Map.of("kafka.bootstrap-servers", "b:1", key, value));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingsCheck.of(settings))
                .withMessageStartingWith("aquifer.bridge." + key)
                .withMessageContaining(complaint);
    }

    @Test
    void theDefaultTimesCanBe() {
        assertThatNoException()
                .isThrownBy(
                        () ->
                                SettingsCheck.of(
                                        Settings.of(Map.of("kafka.bootstrap-servers", "b:1"))));
    }

    @Test
    void positionsSurviveBeingWritten() {
        var topic = Topic.TRANSITIONS;
        var places = Map.of(new Place(topic, 0), 17L, new Place(topic, 1), 4L);
        var note = Map.of(Positions.note(topic), Positions.write(places));

        assertThat(Positions.read(topic, note)).isEqualTo(places);
        assertThat(Positions.read(topic, Map.of())).isEmpty();
        assertThat(Positions.read(topic, Map.of(Positions.note(topic), "x:1,,"))).isEmpty();
    }
}
