package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.completed;
import static dev.aquifer.cache.PlayedFleet.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ObservationEvent.Readiness;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many files a source told no checksum of is told on, as far as the worker knows. */
class UnverifiedFilesTest {
    private static final Rehearsal SERVICE = Rehearsal.pausing();
    private final RehearsedCache cache = RehearsedCache.of(SERVICE, "weights");

    @BeforeEach
    void fleet() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1");
        cache.want(http("https://models.example/w", Map.of()));
    }

    private void staged(String more) {
        cache.reports(
                cache.job("c1"), Readiness.READY, completed(1, "etag:1").replace("}", more + "}"));
    }

    private HydrationCompleted said() {
        return cache.hydration("c1", HydrationCompleted.class);
    }

    @Test
    void isToldAsTheWorkerCountedThem() {
        staged(",\"unverifiedFiles\":2");

        assertThat(said().unverifiedFiles()).isEqualTo(2);
    }

    @Test
    void thatThereIsNoneIsToldToo() {
        staged(",\"unverifiedFiles\":0");

        assertThat(said().unverifiedFiles()).isZero();
    }

    @Test
    void isNotTakenForNoneWhereTheWorkerDoesNotSay() {
        staged("");

        assertThat(said().unverifiedFiles()).isNull();
    }

    @Test
    void isKeptWithTheArtifact() {
        staged(",\"unverifiedFiles\":2");

        SERVICE.upgraded().sweep();
        cache.want(2, http("https://models.example/w", Map.of()), "");

        assertThat(said().subject().generation()).isEqualTo(2);
        assertThat(said().unverifiedFiles()).isEqualTo(2);
    }
}
