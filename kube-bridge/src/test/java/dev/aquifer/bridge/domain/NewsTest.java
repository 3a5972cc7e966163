package dev.aquifer.bridge.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Condition;
import dev.aquifer.events.Condition.Status;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.Uid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewsTest {
    private static Condition condition(String type, Status status, String reason) {
        return new Condition(type, status, reason, "", 1, Instant.EPOCH);
    }

    private static boolean told(@Nullable Condition before, Condition after) {
        var subject = new Subject(ResourceRef.parse("ModelCache/ml/qwen"), new Uid("u"), 1);
        return News.is(new ConditionChanged(subject, before, after, "", Instant.EPOCH));
    }

    @Test
    void thatNobodyAnsweredYetIsNoNews() {
        assertThat(told(null, condition("ArtifactReady", Status.False, "Reconciling"))).isFalse();
    }

    @Test
    void whereItBeginsIsNoNewsUnlessItIsGoodOrBad() {
        var before = condition("ArtifactReady", Status.False, "Reconciling");

        assertThat(told(before, condition("ArtifactReady", Status.False, "Pending"))).isFalse();
        assertThat(told(before, condition("ArtifactReady", Status.True, "Staged"))).isTrue();
        assertThat(told(before, condition("ArtifactReady", Status.False, "Failed"))).isTrue();
    }

    @Test
    void aStepIsNews() {
        assertThat(
                        told(
                                condition("ArtifactReady", Status.False, "Pending"),
                                condition("ArtifactReady", Status.False, "Hydrating")))
                .isTrue();
    }

    @Test
    void theRollUpIsNewsOnlyWhenItTurns() {
        var hydrating = condition("Ready", Status.False, "Hydrating");

        assertThat(told(condition("Ready", Status.False, "Pending"), hydrating)).isFalse();
        assertThat(told(hydrating, condition("Ready", Status.True, "Ready"))).isTrue();
        assertThat(told(condition("Ready", Status.True, "Ready"), hydrating)).isTrue();
    }
}
