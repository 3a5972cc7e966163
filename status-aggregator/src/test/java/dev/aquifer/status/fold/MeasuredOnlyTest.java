package dev.aquifer.status.fold;

import static dev.aquifer.status.fold.ServingStory.progressed;
import static dev.aquifer.status.fold.Story.A;
import static dev.aquifer.status.fold.Story.CACHE;
import static dev.aquifer.status.fold.Story.at;
import static dev.aquifer.status.fold.Story.matched;
import static dev.aquifer.status.fold.Story.requested;
import static dev.aquifer.status.fold.Story.started;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Measurements have no tombstones. */
class MeasuredOnlyTest {
    private final Story story = new Story();
    private final Fleet fleet = new Fleet(Limits.USUAL);

    @Test
    void whatIsLeftOfADeletedCacheIsForgotten() {
        fleet.take(story.tell(requested(1, 0)));
        fleet.take(story.tell(progressed(A, "downloading", 1 << 20, 1)));
        fleet.forget(CACHE.toString());
        fleet.take(story.tell(progressed(A, "downloading", 2 << 20, 2)));

        fleet.tick(at(3600));

        assertThat(fleet.facts()).isEmpty();
    }

    @Test
    void whatIsMeasuredBeforeItsCacheIsHeardOfCounts() {
        fleet.take(story.tell(progressed(A, "downloading", 1 << 20, 10)));
        fleet.tick(at(60));
        fleet.take(story.tell(requested(1, 0)));
        fleet.take(story.tell(matched(1, 1, A)));
        fleet.take(story.tell(started(A, 2)));

        fleet.tick(at(3600));

        assertThat(Story.condition(fleet, "ArtifactReady").reason()).isEqualTo("Stalled");
        assertThat(fleet.facts()).hasSize(4);
    }
}
