package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ClusterName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Labels of clusters come and go, and with them who is matched. */
class SelectorTest {
    private final Rehearsal service = Rehearsal.pausing();
    private final RehearsedCache cache = RehearsedCache.of(service, "weights");

    private List<ClusterName> matched() {
        return cache.fact("clusters", ClustersMatched.class).orElseThrow().clusters();
    }

    @Test
    void clustersAreAddedAndLeftAsTheirLabelsChange() {
        RehearsedCache.fleet(service, "c1", "c2");
        RehearsedCache.labelled(service, "c1", Map.of("region", "eu"));
        cache.want(http("https://models.example/w", Map.of("region", "eu")));
        cache.staged("c1", "d1");
        cache.use("chat", "c1");
        assertThat(matched()).containsExactly(new ClusterName("c1"));
        assertThat(cache.work("c2", "hydration")).isEmpty();

        RehearsedCache.labelled(service, "c2", Map.of("region", "eu"));
        RehearsedCache.labelled(service, "c1", Map.of("region", "us"));

        assertThat(matched()).containsExactly(new ClusterName("c2"));
        cache.staged("c2", "d1");
        assertThat(cache.hydration("c2", HydrationCompleted.class).digest()).isEqualTo("sha256:d1");
        assertThat(cache.withdrawn("c1", "hydration")).isEmpty();
        cache.release("chat", "c1");
        assertThat(cache.withdrawn("c1", "hydration")).isPresent();
        cache.removed("c1", "hydration", 1);
        assertThat(cache.withdrawn("c1", "claim")).isPresent();
        cache.removed("c1", "claim", 1);
        assertThat(cache.fact("hydration/c1", HydrationCompleted.class)).isEmpty();
    }
}
