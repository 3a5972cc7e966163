package dev.aquifer.hydration.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two names that are one file on some volume are refused there, and there alone. */
class FoldingTest {

    private static final Set<Folding> ALL = EnumSet.allOf(Folding.class);

    private static void requireRefused(
            Set<Folding> folded, List<String> paths, String one, String other) {
        assertThatThrownBy(() -> ArtifactPath.checkTogether(paths, folded))
                .isInstanceOfSatisfying(
                        HydrationFailed.class,
                        e -> assertThat(e.code()).isEqualTo(Code.PATH_INVALID))
                .hasMessageContaining("\"" + one + "\"")
                .hasMessageContaining("\"" + other + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "LETTER_CASE, README, readme",
        "LETTER_CASE, a/Model.bin, a/model.BIN",
        "LETTER_CASE, stra\u00dfe, STRASSE",
        "LETTER_CASE, \u03bf\u03b4\u03bf\u03c2, \u039f\u0394\u039f\u03a3",
        "LETTER_CASE, \u00c4, \u00e4",
        "NORMAL_FORM, caf\u00e9, cafe\u0301",
        "NORMAL_FORM, d/\u00c5, d/A\u030a",
        "NORMAL_FORM, \u212b, \u00c5",
        "TRAILING_DOTS, a., a",
        "TRAILING_DOTS, a/b, a/b.."
    })
    void whatAVolumeTakesForOneIsRefusedThereAlone(Folding folding, String one, String other) {
        List<String> paths = List.of("x", one, "y", other);

        requireRefused(EnumSet.of(folding), paths, one, other);
        requireRefused(ALL, paths, one, other);
        ArtifactPath.checkTogether(paths, EnumSet.noneOf(Folding.class));
    }

    @Test
    void twoFoldingsMeetInOneName() {
        List<String> paths = List.of("Caf\u00c9", "cafe\u0301");

        requireRefused(ALL, paths, paths.getFirst(), paths.getLast());
        ArtifactPath.checkTogether(paths, EnumSet.of(Folding.NORMAL_FORM));
        ArtifactPath.checkTogether(paths, EnumSet.of(Folding.TRAILING_DOTS));
    }

    /** Their files would lie in one folder, and be found there under names that nobody listed. */
    @Test
    void foldersCountLikeFiles() {
        requireRefused(ALL, List.of("A/x", "a/y"), "A", "a");
        requireRefused(ALL, List.of("A", "a/y"), "A", "a");
        requireRefused(ALL, List.of("b/C/x", "b/c/d/y"), "b/C", "b/c");
    }

    @Test
    void theWorkersOwnFolderHasNoSecondName() {
        requireRefused(ALL, List.of(".Aquifer/complete/x.json"), ".Aquifer", ".aquifer");
    }

    @Test
    void otherNamesLieSideBySide() {
        ArtifactPath.checkTogether(
                List.of("a/x", "a/y", "b", "model-1.bin", "model-2.bin", "\u00e9", "e", "a.b"),
                ALL);
    }

    /** What a volume is asked with is refused by the check that follows from the answer. */
    @ParameterizedTest
    @EnumSource
    void asksWithNamesThatItTakesForOne(Folding folding) {
        List<String> paths = List.of(folding.spelling(), folding.other());

        requireRefused(EnumSet.of(folding), paths, folding.spelling(), folding.other());
    }
}
