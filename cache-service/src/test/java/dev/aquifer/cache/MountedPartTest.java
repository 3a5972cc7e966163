package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.http;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that fetches is told what of the artifact will be mounted; no other needs to know. */
class MountedPartTest {
    private static final Rehearsal SERVICE = Rehearsal.pausing();
    private final RehearsedCache cache = RehearsedCache.of(SERVICE, "weights");

    @BeforeEach
    void fleet() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1");
    }

    private static ModelCacheSpec mounting(@Nullable String subPath) {
        var spec = http("https://models.example/w", Map.of());
        return new ModelCacheSpec(
                spec.artifact(),
                new ModelCacheSpec.Mount("/mnt/models", subPath),
                spec.storage(),
                spec.clusters(),
                null);
    }

    private JsonNode asked() {
        return RehearsedCache.request(cache.job("c1"));
    }

    @Test
    void isToldToTheWorkerThatFetches() {
        cache.want(mounting("original/weights"));

        assertThat(asked().at("/mount/subPath").asText()).isEqualTo("original/weights");
        assertThat(asked().at("/target/subPath").asText()).isEmpty();
    }

    @Test
    void isAllOfItUnlessSaid() {
        cache.want(mounting(null));

        assertThat(asked().has("mount")).isFalse();
    }

    @Test
    void isNoBusinessOfAWorkerThatOnlyReads() {
        cache.want(mounting("original"));
        cache.staged("c1", "d1");
        cache.want(2, mounting("original"), "now");

        var reading = RehearsedCache.request(cache.upkeep("c1"));

        assertThat(reading.path("mode").asText()).isEqualTo("verify");
        assertThat(reading.has("mount")).isFalse();
    }

    @Test
    void whoseEditLetsARefusedAttemptBeginAgainAtOnce() {
        cache.want(mounting("orignal"));
        cache.reports(
                cache.job("c1"),
                Readiness.FAILED,
                PlayedFleet.failed(1, "PathInvalid", "AfterCauseChanged"));

        cache.want(2, mounting("original"), "");

        assertThat(cache.job("c1").attempt()).isEqualTo(2);
        assertThat(asked().at("/mount/subPath").asText()).isEqualTo("original");
    }
}
