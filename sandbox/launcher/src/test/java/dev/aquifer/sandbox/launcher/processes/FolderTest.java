package dev.aquifer.sandbox.launcher.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
    @TempDir private Path temporary;

    @Test
    void isOnlyItsOwnersToRead() throws IOException {
        var folder = new Folder(temporary.resolve("new folder")).prepared();
        assertThat(Files.getPosixFilePermissions(folder.root()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void saysThatAFileIsInTheWay() throws IOException {
        var file = Files.createFile(temporary.resolve("taken"));
        assertThatThrownBy(() -> new Folder(file).prepared())
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("taken")
                .hasMessageContaining("--dir");
    }

    @Test
    void saysThatItCannotBeWritten() {
        assertThatThrownBy(() -> new Folder(Path.of("/proc/aquifer")).prepared())
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("/proc/aquifer")
                .hasMessageContaining("--dir");
    }

    @Test
    void isLockedByOneOnly() {
        var folder = new Folder(temporary).prepared();
        try (var lock = FolderLock.take(folder).orElseThrow()) {
            assertThat(lock.<Boolean>holding(() -> FolderLock.take(folder).isEmpty())).isTrue();
        }
        FolderLock.take(folder).orElseThrow().close();
    }

    @Test
    void logsAreCutWhenTheyAreLongAndKeepOneOlder() throws IOException {
        var log = new LogFile(temporary.resolve("a.log"));
        Files.writeString(log.path(), "one\ntwo\n");
        log.rotate(100);
        assertThat(log.tail(5)).containsExactly("one", "two");
        log.rotate(3);
        assertThat(log.tail(5)).isEmpty();
        assertThat(new LogFile(temporary.resolve("a.log.1")).tail(1)).containsExactly("two");
    }

    @Test
    void lastWordsOfALogAreThoseThatPeopleRead() throws IOException {
        var log = new LogFile(temporary.resolve("a.log"));
        Files.writeString(
                log.path(), "failed\n\tat a.B.c(B.java:1)\n\nCaused by: x\n\t... 9 more\n");
        assertThat(log.lastWords(5)).containsExactly("failed", "Caused by: x");
    }
}
