package dev.aquifer.hydration.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminationMessageTest {

    private static final Result.Effort EFFORT =
            new Result.Effort(0, 0, 0, Instant.EPOCH, Instant.EPOCH);

    @Test
    void staysJsonWithinItsLimit() {
        HydrationFailed failure =
                new HydrationFailed(
                        Code.PATH_INVALID,
                        "é\"".repeat(4000),
                        Map.of("path", "x".repeat(5000)),
                        null);
        TerminationMessage message =
                new TerminationMessage(Path.of("unused"), true, new Redaction(List.of()));

        byte[] bytes = message.bytes(new Result.Failed(null, failure, EFFORT));

        assertThat(bytes.length).isLessThanOrEqualTo(TerminationMessage.LONGEST);
        assertThat(Json.object("message", bytes).text("code")).isEqualTo("PathInvalid");
    }

    @Test
    void redactsWhateverSlippedIn() {
        Redaction redaction = new Redaction(List.of("hf_secret"));

        assertThat(redaction.clean("a hf_secret b")).isEqualTo("a [redacted] b");
        assertThat(redaction.clean("GET https://u:p@h/x?sig=1 failed"))
                .isEqualTo("GET https://h/x?[redacted] failed");
    }
}
