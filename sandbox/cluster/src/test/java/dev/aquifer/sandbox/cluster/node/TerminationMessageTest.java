package dev.aquifer.sandbox.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationMessageTest {
    @TempDir private Path folder;

    private String of(String written) throws IOException {
        var attempt = new Attempt(folder, 0).prepare();
        Files.writeString(attempt.terminationMessage(), written);
        return TerminationMessage.of(attempt, false, 1);
    }

    @Test
    void isTheWholeFileUpTo4096Bytes() throws IOException {
        assertThat(of("short é")).isEqualTo("short é");
        assertThat(of("x".repeat(4096))).hasSize(4096);
        assertThat(of("x".repeat(9000))).hasSize(4096);
    }

    @Test
    void noCharacterIsCutInTwo() throws IOException {
        assertThat(of("x".repeat(4095) + "é")).isEqualTo("x".repeat(4095));
        assertThat(of("x".repeat(4094) + "é")).endsWith("xé");
        assertThat(of("x".repeat(4094) + "語")).isEqualTo("x".repeat(4094));
        assertThat(of("x".repeat(4093) + "🙂")).isEqualTo("x".repeat(4093));
        assertThat(of("🙂".repeat(2000))).isEqualTo("🙂".repeat(1024));
    }
}
