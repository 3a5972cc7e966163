package dev.aquifer.sandbox.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final String TEXT = "└─ ✓ “done” …";

    @Test
    void whatTheOutputHasNoSignForIsSpelt() {
        assertThat(printed(StandardCharsets.US_ASCII)).isEqualTo("`- + \"done\" .");
        assertThat(printed(StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }

    private static String printed(Charset charset) {
        var bytes = new ByteArrayOutputStream();
        new Screen(new PrintStream(bytes, true, charset), false, false).line(TEXT);
        return bytes.toString(charset).strip();
    }
}
