package dev.aquifer.status.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.events.ResourceRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsOfQuestionsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:00:00Z");
    private static final Path CRDS = Path.of("../k8s/crds");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mc",
                "MC",
                "modelcache",
                "ModelCache",
                "modelcaches",
                "modelcaches.modelplane.ai",
                "modelcache.v1alpha1.modelplane.ai"
            })
    void kindsHaveTheNamesThatKubectlTakes(String name) {
        assertThat(Kinds.named(name)).contains(Kinds.MODEL_CACHE);
    }

    @ParameterizedTest
    @EnumSource(Kinds.class)
    void kindsAreThoseOfTheDefinitions(Kinds kind) throws IOException {
        assertThat(Files.readString(CRDS.resolve(kind.plural() + ".yaml")))
                .contains("kind: " + kind.kind() + "\n")
                .contains("plural: " + kind.plural() + "\n")
                .contains("singular: " + kind.singular() + "\n")
                .contains("- " + kind.shortName() + "\n")
                .contains("scope: " + (kind.namespaced() ? "Namespaced" : "Cluster") + "\n");
    }

    @Test
    void everyDefinitionHasItsKind() throws IOException {
        try (var files = Files.list(CRDS)) {
            assertThat(files.filter(f -> f.toString().endsWith(".yaml")))
                    .hasSize(Kinds.values().length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "modelcahce, modelcache",
        "modeldeploy, modeldeployment",
        "modelservicse, modelservice"
    })
    void aKindThatIsMisspeltIsRecognized(String said, String meant) {
        assertThat(Kinds.named(said)).isEmpty();
        assertThat(NearNames.kinds(said)).contains(meant);
    }

    @Test
    void namesThatAreNearAreToldTheNearestFirst() {
        var known =
                List.of(
                        ResourceRef.parse("ModelCache/ml-team/smollm2"),
                        ResourceRef.parse("ModelCache/other/smollm"),
                        ResourceRef.parse("ModelCache/ml-team/qwen"),
                        ResourceRef.parse("ModelDeployment/ml-team/smolm2"));

        assertThat(NearNames.resources(known, "ModelCache", "ml-team", "smolm2"))
                .extracting(ResourceRef::toString)
                .containsExactly(
                        "ModelCache/ml-team/smollm2",
                        "ModelCache/other/smollm",
                        "ModelDeployment/ml-team/smolm2");
        assertThat(NearNames.resources(known, "ModelCache", "ml-team", "llama")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', abc, 3",
        "abc, abc, 0",
        "abc, acb, 1",
        "abc, abd, 1",
        "abc, abcd, 1",
        "kitten, sitting, 3"
    })
    void lettersApart(String one, String other, int apart) {
        assertThat(NearNames.distance(one, other)).isEqualTo(apart);
    }

    @ParameterizedTest
    @CsvSource({
        "10m, 2026-01-02T02:50:00Z",
        "2h30m, 2026-01-02T00:30:00Z",
        "1d, 2026-01-01T03:00:00Z",
        "0s, 2026-01-02T03:00:00Z",
        "2026-01-02T03:30:00+01:00, 2026-01-02T02:30:00Z",
        "2026-01-02T02:59:59.5Z, 2026-01-02T02:59:59.5Z"
    })
    void timesAreReadAsPeopleWriteThem(String text, Instant time) {
        assertThat(When.parse(text, NOW)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "10", "10x", "m", "2026-01-02", "99999999999d"})
    void whatIsNoTimeIsRefusedWithWhatWouldBe(String text) {
        assertThatThrownBy(() -> When.parse(text, NOW))
                .isInstanceOf(BadQuestion.class)
                .hasMessageContaining("10m");
    }

    @Test
    void theFutureIsNotKnown() {
        assertThatThrownBy(() -> When.parse("2026-01-02T04:00:00Z", NOW))
                .isInstanceOf(BadQuestion.class)
                .hasMessageContaining("future");
    }
}
