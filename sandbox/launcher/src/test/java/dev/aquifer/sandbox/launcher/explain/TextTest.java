package dev.aquifer.sandbox.launcher.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {
    private final Screen plain =
            new Screen(
                    new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                    false,
                    false);

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    private static final String WHY =
            """
            {"kind": "ModelService", "namespace": "ml-team", "name": "chat", "asOf": "2026-01-02T03:10:00Z",
             "state": "NotReady",
             "ready": {"reason": "NoEndpoints", "since": "2026-01-02T03:08:00Z", "seconds": 120},
             "chain": [
               {"kind": "ModelService", "namespace": "ml-team", "name": "chat", "about": "EndpointsResolved",
                "outcome": "DoesNotHold", "reason": "NoEndpoints", "message": "No ModelEndpoint.",
                "since": "2026-01-02T03:08:00Z", "seconds": 120, "details": {}},
               {"kind": "ModelCache", "namespace": "ml-team", "name": "qwen", "cluster": "b", "about": "Staged",
                "outcome": "DoesNotHold", "reason": "NotFound",
                "message": "a message that is much longer than what a screen of a hundred columns has room for, so it goes on below",
                "since": "2026-01-01T03:08:00Z", "seconds": 86520, "details": {"phase": "SourceAccess", "retryAt": "soon"}},
               {"kind": "InferenceClass", "name": "one-gpu", "about": "", "outcome": "Missing",
                "reason": "NotFound", "message": "does not exist", "details": {}}],
             "trail": [{"kind": "ModelCache", "namespace": "ml-team", "name": "qwen", "generation": 3,
                        "since": "2026-01-02T03:01:00Z"}],
             "also": []}
            """;

    @Test
    void anExplanationIsAStairOfCauses() throws JsonProcessingException {
        assertThat(new WhyText(plain, ZoneOffset.UTC).lines(json(WHY)))
                .containsExactly(
                        "ModelService ml-team/chat is not ready: NoEndpoints for 2m0s, since 03:08:00",
                        "  No ModelEndpoint.",
                        "  <- ModelCache ml-team/qwen on b  NotFound  1d0h, since 2026-01-01 03:08:00",
                        "       a message that is much longer than what a screen of a hundred columns has room for, so it",
                        "       goes on below",
                        "       phase SourceAccess, retry at soon",
                        "    <- InferenceClass one-gpu  NotFound",
                        "         does not exist",
                        "Set off by ModelCache ml-team/qwen, generation 3, applied at 03:01:00.");
    }

    @Test
    void noLineIsWiderThanTheScreen() throws JsonProcessingException {
        assertThat(new WhyText(plain, ZoneOffset.UTC).lines(json(WHY)))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Screen.COLUMNS));
    }

    @Test
    void coloursAreOnlyWhereTheyAreWanted() throws JsonProcessingException {
        var colours = new Screen(System.out, true, true);

        assertThat(String.join("", new WhyText(colours, ZoneOffset.UTC).lines(json(WHY))))
                .contains("\u001b[31m");
        assertThat(String.join("", new WhyText(plain, ZoneOffset.UTC).lines(json(WHY))))
                .doesNotContain("\u001b");
    }

    @Test
    void aHistoryHasALineForEachChange() throws JsonProcessingException {
        var history =
                json(
                        """
                        {"kind": "ModelCache", "namespace": "ml-team", "name": "qwen", "asOf": "2026-01-02T03:10:00Z",
                         "changes": [
                           {"at": "2026-01-02T03:00:00Z", "change": "Condition", "uid": "1", "type": "Ready",
                            "status": "False", "reason": "Reconciling"},
                           {"at": "2026-01-02T03:00:05Z", "change": "Condition", "uid": "1", "type": "Ready",
                            "before": {"status": "False", "reason": "Reconciling"}, "secondsBefore": 5,
                            "status": "True", "reason": "Ready"},
                           {"at": "2026-01-02T03:00:07Z", "change": "Gone"},
                           {"at": "2026-01-02T03:00:09Z", "change": "Condition", "uid": "2", "type": "Ready",
                            "status": "False", "reason": "Reconciling"}]}
                        """);

        assertThat(new HistoryText(plain, ZoneOffset.UTC).lines(history))
                .containsExactly(
                        "ModelCache ml-team/qwen: 4 changes",
                        "03:00:00  Ready              False   Reconciling",
                        "03:00:05  Ready              True    Ready                    was Reconciling for 5s",
                        "03:00:07  gone",
                        "          another life of the name, uid 2",
                        "03:00:09  Ready              False   Reconciling");
    }

    @Test
    void aStateOfThenSaysWhatHeldAndForHowLong() throws JsonProcessingException {
        var text = new HistoryText(plain, ZoneOffset.UTC);
        var there =
                json(
                        """
                        {"kind": "ModelCache", "namespace": "ml-team", "name": "qwen", "asOf": "2026-01-02T03:10:00Z",
                         "at": "2026-01-02T03:05:00Z", "exists": true, "generation": 2,
                         "conditions": [{"type": "Ready", "status": "False", "reason": "Hydrating",
                           "message": "a: attempt 1 runs", "since": "2026-01-02T03:04:00Z", "seconds": 60}]}
                        """);
        var gone =
                json(
                        """
                        {"kind": "ModelCache", "namespace": "ml-team", "name": "qwen", "asOf": "2026-01-02T03:10:00Z",
                         "at": "2026-01-02T03:05:00Z", "exists": false, "goneSince": "2026-01-02T03:02:00Z"}
                        """);

        assertThat(text.at(there))
                .containsExactly(
                        "ModelCache ml-team/qwen at 03:05:00, generation 2:",
                        "  Ready              False   Hydrating                for 1m0s, since 03:04:00",
                        "      a: attempt 1 runs");
        assertThat(text.at(gone))
                .isEqualTo(List.of("ModelCache ml-team/qwen at 03:05:00: gone since 03:02:00"));
    }
}
