package dev.aquifer.hydration.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/etc/passwd",
                "..",
                "../a",
                "a/../b",
                "a/..",
                ".",
                "./a",
                "a//b",
                "a/",
                "a\\b",
                "a\0b",
                "a\nb",
                "\u007f",
                ".aquifer/x",
                "lost+found",
                "\ud800",
                "a/\udc00"
            })
    void refuses(String path) {
        assertThatThrownBy(() -> ArtifactPath.check(path))
                .isInstanceOfSatisfying(
                        HydrationFailed.class,
                        e -> assertThat(e.code()).isEqualTo(Code.PATH_INVALID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a b",
                "a/b/c.d",
                "...",
                "..a",
                "-rf",
                "$(x)",
                "é/模型.bin",
                "a/.aquifer",
                ".git",
                "\ud83d\ude80"
            })
    void accepts(String path) {
        assertThat(ArtifactPath.check(path)).isEqualTo(path);
    }

    @Test
    void refusesWhatNoFileSystemHolds() {
        assertThat(ArtifactPath.check("x".repeat(255))).hasSize(255);
        for (String path : List.of("x".repeat(256), "é".repeat(128), "x/".repeat(64) + "x")) {
            assertThatThrownBy(() -> ArtifactPath.check(path)).isInstanceOf(HydrationFailed.class);
        }
        assertThatThrownBy(() -> ArtifactPath.check(("x".repeat(200) + "/").repeat(11) + "x"))
                .isInstanceOf(HydrationFailed.class);
    }

    @Test
    void refusesPathsThatCannotExistSideBySide() {
        assertThatThrownBy(() -> ArtifactPath.checkTogether(List.of("a", "a")))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> ArtifactPath.checkTogether(List.of("a/b", "a")))
                .hasMessageContaining("folder");
        ArtifactPath.checkTogether(List.of("a/b", "a/c", "ab"));
    }
}
