package dev.aquifer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogStreamTest {
    private static List<String> lines(String text) throws IOException {
        var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        var lines = new ArrayList<String>();
        try (var stream = new LogStream(() -> {}, bytes)) {
            for (var line = stream.next(); line.isPresent(); line = stream.next()) {
                lines.add(line.get());
            }
        }
        return lines;
    }

    @Test
    void readsLinesAndWhatIsLeft() throws IOException {
        assertThat(lines("a\nä\n\nlast")).containsExactly("a", "ä", "", "last");
    }

    @Test
    void dropsALineThatIsTooLongAndGoesOn() throws IOException {
        assertThat(lines("a\n" + "x".repeat(100_000) + "\nb\n")).containsExactly("a", "b");
    }

    @Test
    void dropsAnEndThatIsTooLong() throws IOException {
        assertThat(lines("x".repeat(100_000))).isEmpty();
    }
}
