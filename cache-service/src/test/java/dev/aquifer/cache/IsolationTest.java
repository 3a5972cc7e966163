package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.SourceUnimplemented;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cache about which nothing can be done holds up no other, whatever wakes them. */
class IsolationTest {
    private static final Rehearsal SERVICE = new Rehearsal();

    /** Each of these characters takes seven bytes in the request of a worker within a manifest. */
    private static final ModelCacheSpec LARGE =
            PlayedFleet.spec(
                    new ModelCacheSpec.Source(
                            null,
                            null,
                            null,
                            null,
                            new ModelCacheSpec.Inline("\u0001".repeat(131_072), null),
                            null),
                    Map.of());

    private final RehearsedCache large = RehearsedCache.of(SERVICE, "a-large");
    private final RehearsedCache usual = RehearsedCache.of(SERVICE, "usual");

    @BeforeEach
    void nothing() {
        SERVICE.forgetEverything();
    }

    @Test
    void aCacheWhoseJobIsNoRecordSaysSoWhenAClusterComesAndOthersBegin() {
        large.want(LARGE);
        usual.want(http("https://models.example/x", Map.of()));

        RehearsedCache.fleet(SERVICE, "c1");

        assertThat(usual.work("c1", "hydration")).isPresent();
        assertThat(large.work("c1", "hydration")).isEmpty();
        assertThat(large.fact("source", SourceUnimplemented.class))
                .hasValueSatisfying(
                        gap -> {
                            assertThat(gap.feature()).isEqualTo("size");
                            assertThat(gap.message()).contains("at most 900000 are allowed");
                        });
        assertThat(large.fact("clusters", ClustersMatched.class)).isEmpty();
    }

    @Test
    void anEditThatMakesItSmallerMakesItGood() {
        RehearsedCache.fleet(SERVICE, "c1");
        large.want(LARGE);
        assertThat(large.work("c1", "hydration")).isEmpty();

        large.want(2, http("https://models.example/x", Map.of()), "");

        assertThat(large.work("c1", "hydration")).isPresent();
        assertThat(large.fact("source", SourceUnimplemented.class)).isEmpty();
    }

    /** Whatever it is that goes wrong: a release that cannot read a state, or a bug. */
    @Test
    void aCacheThatCannotBeReadIsLeftToTheTimer() {
        RehearsedCache.fleet(SERVICE, "c1");
        var broken = RehearsedCache.of(SERVICE, "broken");
        broken.want(http("https://models.example/y", Map.of()));
        usual.want(http("https://models.example/x", Map.of()));
        SERVICE.execute(
                "update cache.hydrations h set state = '{\"type\":\"unheard\"}' from cache.caches c"
                        + " where c.uid = h.cache_uid and c.resource like '%broken'");

        RehearsedCache.fleet(SERVICE, "c2");
        usual.staged("c1", "d1");

        assertThat(usual.work("c2", "hydration")).isPresent();
        assertThat(SERVICE.tables())
                .filteredOn(row -> row.startsWith("cache.caches") && row.contains("broken"))
                .noneMatch(row -> row.contains("\"wake_at\": null"));
    }
}
