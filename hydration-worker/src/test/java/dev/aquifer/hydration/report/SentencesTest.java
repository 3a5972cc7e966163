package dev.aquifer.hydration.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SentencesTest {

    private static String said(@Nullable Integer unverified) {
        Result.Effort effort = new Result.Effort(0, 0, 0, Instant.EPOCH, Instant.EPOCH);
        return Sentences.of(
                new Report.Ended(
                        new Result.Completed(
                                null,
                                "sha256:1",
                                "main",
                                7,
                                12,
                                unverified,
                                "folder",
                                false,
                                List.of(),
                                effort,
                                List.of())));
    }

    @Test
    void saysOfHowManyFilesNothingWasKnown() {
        assertThat(said(0)).startsWith("complete: ");
        assertThat(said(null)).startsWith("complete: ");
        assertThat(said(5)).startsWith("complete; 5 of 12 files had no checksum at the source: ");
    }
}
