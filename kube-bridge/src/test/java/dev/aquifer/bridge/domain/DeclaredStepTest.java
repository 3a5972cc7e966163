package dev.aquifer.bridge.domain;

import static dev.aquifer.bridge.domain.Samples.OWNER;
import static dev.aquifer.bridge.domain.Samples.UID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.bridge.domain.DeclaredStep.Apply;
import dev.aquifer.bridge.domain.DeclaredStep.Delete;
import dev.aquifer.bridge.domain.DeclaredStep.Occupied;
import dev.aquifer.bridge.domain.DeclaredStep.Settled;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeclaredStepTest {
    private static final ResourceRef REPLICA = new ResourceRef("ModelReplica", "ml-team", "qwen-a");
    private static final Declaration DECLARED =
            new Declaration(
                    REPLICA, OWNER, UID, Map.of("l", "1"), Map.of("a", 1), "content", false);

    private static Resource owner(Uid uid, boolean deleting) {
        return Samples.resource(
                OWNER,
                uid,
                1,
                Map.of(),
                List.of(),
                List.of(),
                deleting ? Samples.NOW : null,
                Map.of());
    }

    private static Resource made(Uid owner, Map<String, String> labels, String content) {
        var made = Samples.declared(REPLICA, owner, labels);
        return new Resource(
                made.ref(),
                made.uid(),
                made.generation(),
                made.version(),
                made.labels(),
                Map.of(Marks.DECLARATION, content),
                made.finalizers(),
                made.owners(),
                made.createdAt(),
                null,
                made.spec(),
                made.status());
    }

    private static Resource asDeclared() {
        return made(UID, Map.of("l", "1", Marks.DECLARED_BY, UID.value()), "content");
    }

    private static DeclaredStep next(@Nullable Resource seen) {
        return DeclaredStep.next(DECLARED, seen, owner(UID, false));
    }

    @Test
    void itIsMadeAndThenLeftAlone() {
        assertThat(next(null)).isEqualTo(new Apply(DECLARED));
        assertThat(next(asDeclared())).isEqualTo(new Settled());
    }

    @Test
    void itIsPutRight() {
        assertThat(next(made(UID, Map.of(Marks.DECLARED_BY, UID.value()), "content")))
                .isEqualTo(new Apply(DECLARED));
        assertThat(next(made(UID, Map.of("l", "1"), "content"))).isEqualTo(new Apply(DECLARED));
        assertThat(next(made(UID, asDeclared().labels(), "older"))).isEqualTo(new Apply(DECLARED));
    }

    @Test
    void nothingIsMadeForAnOwnerThatIsGoneOrGoing() {
        assertThat(DeclaredStep.next(DECLARED, null, null)).isEqualTo(new Settled());
        assertThat(DeclaredStep.next(DECLARED, null, owner(UID, true))).isEqualTo(new Settled());
        assertThat(DeclaredStep.next(DECLARED, null, owner(new Uid("x"), false)))
                .isEqualTo(new Settled());
    }

    @Test
    void whatIsDeclaredNoMoreIsDeleted() {
        var gone = DECLARED.withdraw();
        assertThat(DeclaredStep.next(gone, asDeclared(), null)).isEqualTo(new Delete(asDeclared()));
        assertThat(DeclaredStep.next(gone, null, null)).isEqualTo(new Settled());
    }

    @Test
    void whatOthersMadeIsNotTouched() {
        var foreign =
                Samples.resource(
                        REPLICA, new Uid("f"), 1, Map.of(), List.of(), List.of(), null, Map.of());
        assertThat(next(foreign)).isEqualTo(new Occupied(foreign));
        assertThat(DeclaredStep.next(DECLARED.withdraw(), foreign, null)).isEqualTo(new Settled());
    }

    @Test
    void whatAnEarlierLifeDeclaredMakesRoom() {
        var earlier = made(new Uid("x"), Map.of(Marks.DECLARED_BY, "x"), "content");
        assertThat(next(earlier)).isEqualTo(new Delete(earlier));
    }
}
