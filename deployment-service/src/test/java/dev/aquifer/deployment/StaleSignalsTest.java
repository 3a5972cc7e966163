package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.completed;
import static dev.aquifer.deployment.Played.granted;
import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.observed;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static dev.aquifer.deployment.Played.wantedCache;
import static dev.aquifer.deployment.Played.wantedDeployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.GangReady;
import dev.aquifer.events.WorkEvent.WorkRequested;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was seen of an older rendering or session changes nothing, and is counted. */
class StaleSignalsTest {
    private final Rehearsal service = Rehearsal.begin();

    @BeforeEach
    void aGangThatWasRequested() {
        service.handle(wanted("a"));
        service.handle(ready("a"));
        service.handle(nodes("a", 2));
        service.handle(wantedCache("qwen"));
        service.handle(completed("qwen", "a"));
        service.handle(wantedDeployment("chat", 1, 1, "engine:1", Map.of()));
        service.handle(granted(service.fact(CacheUseRequested.class), "sha256-d"));
    }

    @Test
    void ofAnOlderRendering() {
        var work = service.fact(WorkRequested.class);

        service.handle(observed(work, work.attempt() - 1, 1, true));

        assertThat(service.staleSignals()).isEqualTo(1);
        assertThat(service.facts(GangReady.class)).isEmpty();
    }

    @Test
    void ofAnOlderSession() {
        var work = service.fact(WorkRequested.class);
        service.handle(observed(work, work.attempt(), 2, false));

        service.handle(observed(work, work.attempt(), 1, true));

        assertThat(service.staleSignals()).isEqualTo(1);
        assertThat(service.facts(GangReady.class)).isEmpty();
    }

    @Test
    void notWhatIsSaidTwice() {
        var work = service.fact(WorkRequested.class);

        service.handle(observed(work, work.attempt(), 1, true));
        service.handle(observed(work, work.attempt(), 1, true));

        assertThat(service.staleSignals()).isZero();
        assertThat(service.facts(GangReady.class)).hasSize(1);
    }
}
