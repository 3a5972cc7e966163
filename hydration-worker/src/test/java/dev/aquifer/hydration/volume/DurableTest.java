package dev.aquifer.hydration.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurableTest {

    /** A folder whose entry is not durable is gone after a power cut, and all below it. */
    @Test
    void eachFolderFromAFileUpToTheTopCounts() {
        Path top = Path.of("/volume/folder");

        assertThat(
                        Durable.above(
                                List.of(
                                        top.resolve("a/b/c/file"),
                                        top.resolve("a/b/other"),
                                        top.resolve("d/file")),
                                top))
                .containsExactlyInAnyOrder(
                        top.resolve("a/b/c"),
                        top.resolve("a/b"),
                        top.resolve("a"),
                        top.resolve("d"),
                        top);
    }
}
