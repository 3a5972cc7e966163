package dev.aquifer.hydration.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.MountedPart;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTest {

    private static final String HEX = "0123456789abcdef".repeat(4);

    private static Task task(String fields) {
        return RequestFile.parse(
                        """
                        {"schemaVersion": 1, "source": {"inline": {"content": "x"}},
                         "target": {"root": "/mnt/artifact"} %s}"""
                                .formatted(fields)
                                .getBytes(StandardCharsets.UTF_8))
                .task();
    }

    private static Task hydrate(Optional<List<ArtifactDigest>> keep) {
        return new Task.Hydrate(keep, MountedPart.WHOLE);
    }

    @Test
    void isToHydrateAndToRemoveNothingUnlessTold() {
        assertThat(task("")).isEqualTo(hydrate(Optional.empty()));
        assertThat(task(", \"keep\": []")).isEqualTo(hydrate(Optional.of(List.of())));
        assertThat(task(", \"keep\": [\"sha256:%s\"]".formatted(HEX)))
                .isEqualTo(hydrate(Optional.of(List.of(new ArtifactDigest(HEX)))));
    }

    @Test
    void namesAnArtifactOrLeavesItToTheSource() {
        assertThat(task(", \"mode\": \"verify\"")).isEqualTo(new Task.Verify(Optional.empty()));
        assertThat(task(", \"mode\": \"verify\", \"digest\": \"sha256:%s\"".formatted(HEX)))
                .isEqualTo(new Task.Verify(Optional.of(new ArtifactDigest(HEX))));
        assertThat(task(", \"mode\": \"adopt\"")).isEqualTo(new Task.Adopt());
        assertThat(task(", \"repair\": [\"a/b\"]"))
                .isEqualTo(new Task.Repair(Optional.empty(), List.of("a/b")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"mode\": \"destroy\"|mode",
                "\"mode\": \"verify\", \"digest\": \"md5:1\"|digest",
                "\"keep\": [\"sha256:../..\"]|digest",
                "\"repair\": [\"../x\"]|leaves its folder"
            })
    void namesWhatMakesNoSense(String fields, String named) {
        assertThatThrownBy(() -> task(", " + fields))
                .isInstanceOf(HydrationFailed.class)
                .hasMessageContaining(named);
    }
}
