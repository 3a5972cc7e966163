package dev.aquifer.bridge.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Condition;
import dev.aquifer.events.Condition.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallRulesTest {
    private static final Duration VALID = Duration.ofSeconds(15);

    @ParameterizedTest
    @CsvSource({
        "Ready,True,Staged,Normal",
        "Ready,False,Hydrating,Normal",
        "Ready,False,Reconciling,Normal",
        "Ready,False,Deleting,Normal",
        "Ready,False,Failed,Warning",
        "RoutingReady,False,InvalidURL,Warning",
        "ReplicasScheduled,False,InsufficientCapacity,Warning",
        "CacheReady,False,CacheNotFound,Warning",
        "ClusterReady,False,SecretMissing,Warning",
        "ClusterReady,Unknown,ClusterUnreachable,Warning",
        "GangReady,False,GangLost,Warning",
        "GangReady,False,GangStarting,Normal",
        "DeletionBlocked,True,InUse,Warning",
        "DeletionBlocked,False,NotBlocked,Normal"
    })
    void theTone(String type, Status status, String reason, Tone tone) {
        assertThat(Tone.of(new Condition(type, status, reason, "", 1, Samples.NOW)))
                .isEqualTo(tone);
    }

    @Test
    void whoLeads() {
        var seen = new LeaseStep.Seen("other", 3);
        var standingBy = new LeaseStep.Asking("me", LeaseStep.Asking.NONE, LeaseStep.Asking.NONE);
        var leading = new LeaseStep.Asking("me", 3, 3);
        assertThat(LeaseStep.next(null, standingBy, Duration.ZERO, VALID))
                .isEqualTo(new LeaseStep.Take(0));
        assertThat(LeaseStep.next(seen, standingBy, Duration.ofSeconds(15), VALID))
                .isEqualTo(new LeaseStep.StandBy("other"));
        assertThat(LeaseStep.next(seen, leading, Duration.ofSeconds(16), VALID))
                .isEqualTo(new LeaseStep.Take(4));
        assertThat(LeaseStep.next(new LeaseStep.Seen("", 3), standingBy, Duration.ZERO, VALID))
                .isEqualTo(new LeaseStep.Take(4));
        var ours = new LeaseStep.Seen("me", 3);
        assertThat(LeaseStep.next(ours, leading, Duration.ofDays(1), VALID))
                .isEqualTo(new LeaseStep.Renew());
        assertThat(LeaseStep.next(ours, standingBy, Duration.ZERO, VALID))
                .isEqualTo(new LeaseStep.Take(4));
    }

    /** Whatever somebody does to the Lease, no number of a term is used twice. */
    @Test
    void aLeaseThatWasLostOrSetBackBeginsAnotherTerm() {
        var leading = new LeaseStep.Asking("me", 5, 7);
        assertThat(LeaseStep.next(null, leading, Duration.ZERO, VALID))
                .isEqualTo(new LeaseStep.Take(8));
        assertThat(LeaseStep.next(new LeaseStep.Seen("me", 2), leading, Duration.ZERO, VALID))
                .isEqualTo(new LeaseStep.Take(8));
        assertThat(LeaseStep.next(new LeaseStep.Seen("me", 9), leading, Duration.ZERO, VALID))
                .isEqualTo(new LeaseStep.Take(10));
        assertThat(LeaseStep.next(new LeaseStep.Seen("", 2), leading, Duration.ZERO, VALID))
                .isEqualTo(new LeaseStep.Take(8));
    }

    @Test
    void requestsAreAppliedInTheirOrder() {
        var place = new RequestPlace("aquifer.requests", "id", 1, 5);
        assertThat(place.turn(Optional.empty())).isEqualTo(RequestPlace.Turn.NEXT);
        assertThat(place.turn(annotated("aquifer.requests-1@4"))).isEqualTo(RequestPlace.Turn.NEXT);
        assertThat(place.turn(annotated("aquifer.requests-1@5")))
                .isEqualTo(RequestPlace.Turn.REPEATED);
        assertThat(place.turn(annotated("aquifer.requests-1@6")))
                .isEqualTo(RequestPlace.Turn.OUTDATED);
        assertThat(place.turn(annotated("aquifer.requests-0@6"))).isEqualTo(RequestPlace.Turn.NEXT);
        assertThat(place.turn(annotated("by hand"))).isEqualTo(RequestPlace.Turn.NEXT);
        assertThat(place.turn(annotated("aquifer.requests-1@6#id")))
                .isEqualTo(RequestPlace.Turn.OUTDATED);
        assertThat(place.turn(annotated("aquifer.requests-1@6#another")))
                .isEqualTo(RequestPlace.Turn.NEXT);
        assertThat(place.turn(annotated(place.toString()))).isEqualTo(RequestPlace.Turn.REPEATED);
    }

    private static Optional<Resource> annotated(String place) {
        var r = Samples.resource();
        return Optional.of(
                new Resource(
                        r.ref(),
                        r.uid(),
                        1,
                        "1",
                        Map.of(),
                        Map.of(Marks.REQUEST, place),
                        List.of(),
                        List.of(),
                        Samples.CREATED,
                        null,
                        Map.of(),
                        Map.of()));
    }

    @Test
    void aNoteHasOneNameAndIsNotTooLong() {
        var note =
                new Note(
                        "id",
                        Samples.CACHE,
                        Samples.UID,
                        Tone.Normal,
                        "Staged",
                        "x".repeat(5000),
                        Samples.NOW);
        assertThat(note.name()).matches("qwen\\.[0-9a-f]{16}");
        assertThat(note.message()).hasSize(1024);
        assertThat(note.namespace()).isEqualTo("ml-team");
    }

    @Test
    void jsonIsComparedByWhatItSays() {
        assertThat(Trees.same(Map.of("a", 1), Map.of("a", 1L))).isTrue();
        assertThat(Trees.same(Map.of("a", 1.0), Map.of("a", 1))).isTrue();
        assertThat(Trees.same(List.of(1, 2), List.of(2, 1))).isFalse();
        assertThat(Trees.within(Map.of("a", 1), Map.of("a", 1, "b", 2))).isTrue();
        assertThat(Trees.within(Map.of("a", List.of(1)), Map.of("a", List.of(1, 2)))).isFalse();
    }
}
