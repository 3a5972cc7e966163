package dev.aquifer.sandbox.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageMapTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void theExactImageIsPreferredThenTheLongestPrefix() throws IOException {
        var images =
                map(
                        """
                [{"image": "a/*", "command": ["any"]}, {"image": "a/b*", "command": ["b"]},
                 {"image": "a/b:1", "command": ["exact"], "env": {"X": "y"}}]
                """);
        assertThat(images.find("a/b:1").orElseThrow().command()).isEqualTo(List.of("exact"));
        assertThat(images.find("a/b:2").orElseThrow().command()).isEqualTo(List.of("b"));
        assertThat(images.find("a/c").orElseThrow().command()).isEqualTo(List.of("any"));
        assertThat(images.find("c")).isEmpty();
    }

    @Test
    void anEntryWithoutAnImageIsNamedAsWrong() throws IOException {
        var images = map("[{\"command\": [\"x\"]}]");
        assertThatThrownBy(() -> images.find("x")).hasMessageContaining("has no image");
    }

    private ImageMap map(String json) throws IOException {
        return new ImageMap(Files.writeString(folder.resolve("images.json"), json));
    }
}
