package dev.aquifer.sandbox.cluster.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.sandbox.cluster.node.ContentFolder.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentFolderTest {
    @TempDir private Path folder;
    private ContentFolder volume;

    @BeforeEach
    void open() {
        volume = new ContentFolder(folder.resolve("volume"));
    }

    private static Content content(String text) {
        return new Content(text.getBytes(UTF_8), 0600);
    }

    private Path file(String name) {
        return volume.folder().resolve(name);
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(volume.folder())) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(".."))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void filesAreThereWithTheirModes() throws IOException {
        assertThat(volume.isFilled()).isFalse();
        volume.fill(
                Map.of("plain", content("a"), "deep/er", new Content("b".getBytes(UTF_8), 0440)));
        assertThat(volume.isFilled()).isTrue();
        assertThat(file("plain")).hasContent("a");
        assertThat(file("deep/er")).hasContent("b");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("plain"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("deep/er"))))
                .isEqualTo("r--r-----");
    }

    @Test
    void whatIsGivenNoLongerIsGone() throws IOException {
        volume.fill(Map.of("one", content("a"), "two", content("b")));
        volume.fill(Map.of("two", content("c")));
        assertThat(names()).containsExactly("two");
        assertThat(file("two")).hasContent("c");
        volume.fill(Map.of());
        assertThat(names()).isEmpty();
        assertThat(volume.isFilled()).isTrue();
    }

    @Test
    void theSameAgainChangesNothing() throws IOException {
        volume.fill(Map.of("one", content("a")));
        var before = file("one").toRealPath();
        volume.fill(Map.of("one", content("a")));
        assertThat(file("one").toRealPath()).isEqualTo(before);
        volume.fill(Map.of("one", new Content("a".getBytes(UTF_8), 0400)));
        assertThat(file("one").toRealPath()).isNotEqualTo(before);
    }

    @Test
    void plainFilesOfAnOlderAgentGiveWay() throws IOException {
        Files.writeString(Files.createDirectories(volume.folder()).resolve("one"), "old");
        volume.fill(Map.of("one", content("new")));
        assertThat(file("one")).isSymbolicLink().hasContent("new");
    }

    @Test
    void aReaderSeesTheOldOrTheNewAndNeverNothing() throws IOException {
        volume.fill(Map.of("one", content("even"), "two", content("even")));
        var done = new AtomicBoolean();
        var reader =
                CompletableFuture.supplyAsync(
                        () -> {
                            var known = true;
                            while (!done.get() && known) {
                                known = List.of("even", "odd").contains(read("one"));
                            }
                            return known;
                        });
        for (var turn = 1; turn <= 60; turn++) {
            var text = content(turn % 2 == 0 ? "even" : "odd");
            volume.fill(Map.of("one", text, "two", text));
        }
        done.set(true);
        assertThat(reader.join()).isTrue();
    }

    /** As programs do: resolved at once when it is opened. */
    private String read(String name) {
        while (true) {
            try {
                return Files.readString(file(name));
            } catch (IOException resolvedToWhatWasRemovedMeanwhile) {
                assertThat(Files.isSymbolicLink(file(name))).isTrue();
            }
        }
    }
}
