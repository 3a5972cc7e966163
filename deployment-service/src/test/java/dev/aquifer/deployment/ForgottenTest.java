package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.cache;
import static dev.aquifer.deployment.Played.completed;
import static dev.aquifer.deployment.Played.wantedCache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.CacheRemoved;
import org.junit.jupiter.api.Test;

/** What is gone leaves nothing in the tables. */
class ForgottenTest {
    private final Rehearsal service = Rehearsal.begin();

    @Test
    void whereACacheWasGoesWithIt() {
        service.handle(wantedCache("qwen"));
        service.handle(completed("qwen", "a"));
        service.handle(completed("other", "a"));

        service.handle(new CacheRemoved(cache("qwen"), Played.T));

        assertThat(service.tables())
                .filteredOn(row -> row.startsWith("cache"))
                .singleElement()
                .asString()
                .contains("cache_on_cluster", "other");
    }
}
