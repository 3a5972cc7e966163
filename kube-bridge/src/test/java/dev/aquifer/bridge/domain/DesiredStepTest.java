package dev.aquifer.bridge.domain;

import static dev.aquifer.bridge.domain.Samples.CREATED;
import static dev.aquifer.bridge.domain.Samples.NOW;
import static dev.aquifer.bridge.domain.Samples.UID;
import static dev.aquifer.bridge.domain.Samples.published;
import static dev.aquifer.bridge.domain.Samples.resource;
import static dev.aquifer.bridge.domain.Samples.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.bridge.domain.DesiredStep.Converted;
import dev.aquifer.bridge.domain.DesiredStep.Forget;
import dev.aquifer.bridge.domain.DesiredStep.Guard;
import dev.aquifer.bridge.domain.DesiredStep.Refuse;
import dev.aquifer.bridge.domain.DesiredStep.Release;
import dev.aquifer.bridge.domain.DesiredStep.Request;
import dev.aquifer.bridge.domain.DesiredStep.Settled;
import dev.aquifer.bridge.domain.DesiredStep.Wait;
import dev.aquifer.bridge.domain.DesiredStep.Withdraw;
import dev.aquifer.events.Uid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DesiredStepTest {
    private static final Converted CONTENT = Converted.as("a");
    private static final List<String> GUARDED = List.of(Marks.FINALIZER);

    private record Known(Set<Uid> removedOnes, Set<Uid> deletedOnes) implements Evidence {
        @Override
        public boolean removed(Uid uid) {
            return removedOnes.contains(uid);
        }

        @Override
        public boolean seenDeleted(Uid uid) {
            return deletedOnes.contains(uid);
        }
    }

    private static final Evidence NONE = new Known(Set.of(), Set.of());
    private static final Evidence REMOVED = new Known(Set.of(UID), Set.of());
    private static final Evidence DELETED = new Known(Set.of(), Set.of(UID));

    private static DesiredStep next(
            @Nullable Resource seen, @Nullable Published last, Evidence evidence) {
        return DesiredStep.next(seen, CONTENT, last, evidence, NOW);
    }

    @Test
    void aNewObjectIsGuardedBeforeItIsPublished() {
        assertThat(next(Samples.unguarded(), null, NONE)).isEqualTo(new Guard(Samples.unguarded()));
        assertThat(next(resource(), null, NONE)).isEqualTo(new Request(resource(), CREATED));
    }

    @Test
    void whatWasPublishedIsNotPublishedAgain() {
        assertThat(next(resource(), published(1, "a"), NONE)).isEqualTo(new Settled());
    }

    @Test
    void anEditBeginsWhenItIsSeenAndKeepsItsTime() {
        var edited = Samples.ofGeneration(2);
        assertThat(next(edited, published(1, "a"), NONE)).isEqualTo(new Request(edited, NOW));
        assertThat(next(edited, published(2, "b"), NONE)).isEqualTo(new Request(edited, CREATED));
    }

    @Test
    void anOldStateIsNotPublished() {
        assertThat(next(resource(), published(2, "b"), NONE)).isInstanceOf(Wait.class);
        assertThat(next(resource(), withdrawn(), NONE)).isInstanceOf(Wait.class);
    }

    @Test
    void aSpecWithoutAFormIsRefusedAndNotGuarded() {
        var step = DesiredStep.next(Samples.unguarded(), Converted.refused("no"), null, NONE, NOW);
        assertThat(step).isEqualTo(new Refuse(Samples.unguarded(), "no"));
    }

    @Test
    void aDeletionIsPublishedOnceAndEndsByItsOwner() {
        var deleting = Samples.deleting(GUARDED);
        assertThat(next(deleting, published(1, "a"), NONE))
                .isEqualTo(new Withdraw(UID, 2, NOW, "uid-1.2"));
        assertThat(next(deleting, withdrawn(), NONE)).isEqualTo(new Settled());
        assertThat(next(deleting, withdrawn(), REMOVED)).isEqualTo(new Release(deleting));
        assertThat(next(Samples.deleting(List.of("other")), withdrawn(), REMOVED))
                .isEqualTo(new Settled());
        assertThat(next(null, withdrawn(), REMOVED)).isEqualTo(new Forget(withdrawn()));
        assertThat(next(null, withdrawn(), NONE)).isEqualTo(new Settled());
    }

    @Test
    void whatNobodyKnowsOfMayGo() {
        assertThat(next(Samples.deleting(List.of("other")), null, NONE)).isEqualTo(new Settled());
        assertThat(next(Samples.deleting(GUARDED), null, NONE)).isInstanceOf(Withdraw.class);
    }

    @Test
    void absenceIsNoDeletion() {
        assertThat(next(null, null, NONE)).isEqualTo(new Settled());
        assertThat(next(null, published(1, "a"), NONE)).isInstanceOf(Wait.class);
        assertThat(next(null, published(1, "a"), DELETED)).isInstanceOf(Withdraw.class);
    }

    @Test
    void oneLifeOfANameAtATime() {
        var another = Samples.another();
        assertThat(next(another, published(1, "a"), NONE)).isInstanceOf(Wait.class);
        assertThat(next(another, published(1, "a"), DELETED)).isInstanceOf(Withdraw.class);
        assertThat(next(another, withdrawn(), NONE)).isEqualTo(new Settled());
        assertThat(next(another, withdrawn(), REMOVED)).isEqualTo(new Forget(withdrawn()));
    }

    @Test
    void whatTheBridgeMadeIsNotPublished() {
        var declared = Samples.declared(Samples.CACHE, UID, Map.of(Marks.DECLARED_BY, UID.value()));
        var pretended = Samples.declared(Samples.CACHE, UID, Map.of(Marks.DECLARED_BY, "somebody"));
        assertThat(next(declared, null, NONE)).isEqualTo(new Settled());
        assertThat(next(pretended, null, NONE)).isInstanceOf(Guard.class);
    }
}
