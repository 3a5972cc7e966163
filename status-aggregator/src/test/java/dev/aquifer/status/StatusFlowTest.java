package dev.aquifer.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.Topic;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.ledger.Received;
import dev.aquifer.status.fold.ServingStory;
import dev.aquifer.status.fold.Story;
import dev.aquifer.status.fold.WholeStory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusFlowTest {
    private static final String CACHE = Story.CACHE.toString();

    private final Life life = new Life();

    private void tellAll() {
        life.tell(WholeStory.facts());
        life.itIs(WholeStory.end());
    }

    @Test
    void nothingIsSaidBeforeAllThatWasThereIsFolded() {
        tellAll();
        assertThat(life.bus.statuses).isEmpty();

        life.caughtUp();

        assertThat(life.bus.newest()).containsKey(CACHE).hasSize(7);
    }

    /** However early or late the clock of cluster-service is. */
    @ParameterizedTest
    @ValueSource(longs = {-3600, 0, 3600})
    void silenceIsMeasuredByOneClock(long off) {
        var cluster = Story.cluster(Story.A);
        var spec =
                new InferenceClusterSpec(
                        new InferenceClusterSpec.Cluster("Existing", null, null), null, null);
        var story = new Story();
        life.caughtUp();
        life.tell(
                List.of(
                        story.tell(new ClusterRequested(cluster, Metadata.NONE, spec, Story.at(0))),
                        story.tell(
                                new ClusterSessionRenewed(
                                        cluster,
                                        1,
                                        life.now().plusSeconds(off),
                                        life.now().plusSeconds(off)))));
        life.later(39);
        life.lookForSilence();
        assertThat(life.bus.silences).isEmpty();

        life.later(2);
        life.lookForSilence();
        assertThat(life.bus.silences).hasSize(1);
    }

    /** Readers know a repetition by its id, and this is none. */
    @Test
    void whatComesAndGoesAndComesAgainIsSaidEachTime() {
        var story = new Story();
        life.caughtUp();
        life.tell(
                List.of(
                        story.tell(Story.requested(1, 0)),
                        story.tell(Story.supported(1, 0)),
                        story.tell(Story.matched(1, 0, Story.A)),
                        story.tell(Story.started(Story.A, 5))));
        long bytes = 0;
        for (int second = 10; second <= 410; second += 5) {
            life.itIs(Story.at(second));
            // A minute fast, a minute slow.
            bytes += second / 60 % 2 == 0 ? 100 << 20 : 1 << 20;
            life.tell(
                    List.of(
                            story.tell(
                                    ServingStory.progressed(
                                            Story.A, "downloading", bytes, second))));
        }

        var changes =
                life.bus.transitions.stream()
                        .filter(t -> t.event().after().type().equals("ArtifactReady"))
                        .toList();
        assertThat(changes)
                .extracting(t -> t.event().after().reason())
                .endsWith("Slow", "Hydrating", "Slow", "Hydrating", "Slow", "Hydrating");
        assertThat(changes).extracting(t -> t.meta().id()).doesNotHaveDuplicates();
    }

    @Test
    void whatTheBrokerDidNotTakeIsSaidAsItWasDecided() {
        var story = new Story();
        var begun =
                List.of(
                        story.tell(Story.requested(1, 0)),
                        story.tell(Story.supported(1, 0)),
                        story.tell(Story.matched(1, 0, Story.A)),
                        story.tell(Story.started(Story.A, 5)),
                        story.tell(ServingStory.progressed(Story.A, "downloading", 0, 10)));
        // It paused until then, and so is not slow.
        var late = story.tell(ServingStory.progressed(Story.A, "downloading", 0, 44));
        var last = story.tell(ServingStory.progressed(Story.A, "downloading", 1 << 20, 45));
        life.caughtUp();
        life.itIs(Story.at(46));
        life.tell(begun);
        life.away(true);
        life.tell(List.of(last));
        life.tell(List.of(late));

        life.away(false);
        life.sayAgain();
        assertThat(life.bus.newest().get(CACHE)).contains("Slow");
        life.later(1);

        assertThat(life.bus.newest().get(CACHE)).doesNotContain("Slow");
        assertThat(life.bus.transitions)
                .extracting(t -> t.event().after().type() + " " + t.event().after().reason())
                .containsSubsequence(
                        "ArtifactReady Stalled", "ArtifactReady Slow", "ArtifactReady Hydrating");
    }

    @Test
    void aBatchThatChangesNothingSaysNothing() {
        life.caughtUp();
        tellAll();
        int statuses = life.bus.statuses.size();
        int transitions = life.bus.transitions.size();

        tellAll();
        life.restart();

        assertThat(life.bus.statuses).hasSize(statuses);
        assertThat(life.bus.transitions).hasSize(transitions);
    }

    @Test
    void aTransitionNamesTheFactThatBroughtItAbout() {
        life.caughtUp();
        tellAll();
        var ids = WholeStory.facts().stream().map(f -> f.meta().id()).toList();

        assertThat(life.bus.transitions)
                .isNotEmpty()
                .allSatisfy(
                        t -> {
                            assertThat(ids).contains(t.meta().causationId());
                            assertThat(t.event().cause()).startsWith("aquifer.");
                        });
    }

    @Test
    void whatTheBrokerDidNotTakeIsSaidOnceItDoesAndOnlyThat() {
        life.caughtUp();
        tellAll();
        int before = life.bus.transitions.size();
        life.away(true);
        // A number that is higher than those of the story, so that it is news.
        var news = new Story();
        for (int skipped = 0; skipped < 60; skipped++) {
            news.tell(Story.requested(1, 0));
        }
        life.tell(List.of(news.tell(Story.completed(Story.B, 195))));
        life.sayAgain();
        assertThat(life.bus.transitions).hasSize(before);

        life.away(false);
        life.sayAgain();
        life.sayAgain();

        assertThat(life.bus.newest().get(CACHE)).contains("reason=Staged");
        assertThat(life.bus.transitions.subList(before, life.bus.transitions.size()))
                .extracting(t -> t.event().after().type() + " " + t.event().after().reason())
                .containsExactly("Ready Ready", "ArtifactReady Staged");
    }

    @Test
    void lostStatusesAreFilledAgainWithoutTellingOldChangesAnew() {
        life.caughtUp();
        tellAll();
        var statuses = life.bus.newest();
        int transitions = life.bus.transitions.size();
        life.bus.loseConditions();

        life.restart();

        assertThat(life.bus.newest()).isEqualTo(statuses);
        assertThat(life.bus.transitions).hasSize(transitions);
    }

    @Test
    void whatWentWhileNobodyListenedIsTakenBack() {
        life.caughtUp();
        tellAll();

        life.restartAfter(List.of(new Received.Gone(CACHE, null, Topic.DESIRED, 0, 0)));

        assertThat(life.bus.newest()).isNotEmpty().doesNotContainKey(CACHE);
    }

    @Test
    void aFoldThatHeardNothingTakesNothingBack() {
        life.caughtUp();
        tellAll();
        var statuses = life.bus.newest();
        var afterALoss = new Life();
        life.bus.conditions().forEach(c -> afterALoss.hear(c));

        afterALoss.caughtUp();

        assertThat(statuses).isNotEmpty();
        assertThat(afterALoss.bus.takenBack).isEmpty();
    }

    @Test
    void aStrangersTombstoneAmongTheStatusesIsNotHeard() {
        life.gone(Topic.CONDITIONS, "no resource");
        life.caughtUp();
        tellAll();

        life.gone(Topic.CONDITIONS, "no resource");

        assertThat(life.bus.newest()).containsKey(CACHE);
        assertThat(life.bus.takenBack).isEmpty();
    }

    @Test
    void whatGoesIsTakenBack() {
        life.caughtUp();
        tellAll();

        life.gone(Topic.DESIRED, CACHE);

        assertThat(life.bus.newest()).isNotEmpty().doesNotContainKey(CACHE);
        assertThat(life.bus.takenBack).containsExactly(CACHE);
    }
}
