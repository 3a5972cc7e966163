package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LivesTest {
    private static final ResourceRef QWEN = new ResourceRef("ModelCache", "ml-team", "qwen");
    private static final ResourceRef GEMMA = new ResourceRef("ModelCache", "ml-team", "gemma");

    private final Lives lives = new Lives();

    private void removed(ResourceRef name, String uid) {
        var event = new CacheRemoved(new Subject(name, new Uid(uid), 1), Instant.EPOCH);
        assertThat(lives.learn(event)).contains(name);
    }

    @Test
    void theWordOfAnOwnerCountsUntilItTakesItBack() {
        removed(QWEN, "q");
        removed(GEMMA, "g");

        lives.takenBack("ModelCache/ml-team/qwen/pin");
        lives.takenBack("ModelDeployment/ml-team/d/declared/ModelReplica/deletion");
        assertThat(lives.removed(new Uid("q"))).isTrue();
        lives.takenBack("ModelCache/ml-team/qwen/deletion");

        assertThat(lives.removed(new Uid("q"))).isFalse();
        assertThat(lives.removed(new Uid("g"))).isTrue();
    }

    @Test
    void deletionsOfANameThatTheBusForgotAreForgotten() {
        lives.deleted(QWEN, new Uid("q1"));
        lives.deleted(QWEN, new Uid("q2"));
        lives.deleted(GEMMA, new Uid("g"));

        lives.forget(new Uid("q1"));
        assertThat(lives.seenDeleted(new Uid("q2"))).isTrue();
        lives.forget(QWEN);

        assertThat(lives.seenDeleted(new Uid("q2"))).isFalse();
        assertThat(lives.seenDeleted(new Uid("g"))).isTrue();
    }
}
