package dev.aquifer.hydration.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestFileTest {

    private static HydrationRequest parse(String source, String more) {
        return RequestFile.parse(
                """
                {"schemaVersion": 1, "uid": "u", "attempt": 2, "unknown": true,
                 "source": %s, "target": {"root": "/mnt/artifact"} %s}"""
                        .formatted(source, more)
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fillsInWhatIsNotSaid() {
        HydrationRequest request = parse("{\"huggingFace\": {\"repo\": \"org/name\"}}", "");

        SourceSpec.HuggingFace hub = (SourceSpec.HuggingFace) request.source();
        assertThat(hub.endpoint()).isEqualTo("https://huggingface.co");
        assertThat(hub.revision()).isEmpty();
        assertThat(request.policy()).isEqualTo(Policy.DEFAULT);
        assertThat(request.pinned()).isEmpty();
        assertThat(request.attempt().attempt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|exactly one",
                "{\"s4\":{}}|exactly one",
                "{\"inline\":{\"content\":\"x\"},\"http\":{\"url\":\"http://x\"}}|exactly one",
                "{\"inline\":{}}|source.inline.content",
                "{\"inline\":{\"content\":7}}|source.inline.content",
                "{\"http\":{\"url\":\"http://x\",\"sha256\":\"abc\"}}|sha256",
                "{\"huggingFace\":{\"repo\":\"../etc\"}}|repo",
                "{\"huggingFace\":{\"repo\":\"a/b/c\"}}|repo",
                "{\"huggingFace\":{\"repo\":\"a/b?x=1\"}}|repo",
                "{\"huggingFace\":{\"repo\":\"a/b\",\"revision\":\"../x\"}}|revision",
                "[]|source"
            })
    void namesTheOffendingField(String source, String named) {
        assertThatThrownBy(() -> parse(source, ""))
                .isInstanceOfSatisfying(
                        HydrationFailed.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(Code.BAD_REQUEST);
                            assertThat(e.message()).contains(named);
                        });
    }

    @Test
    void refusesPoliciesThatCannotWork() {
        String inline = "{\"inline\":{\"content\":\"x\"}}";
        assertThatThrownBy(() -> parse(inline, ", \"policy\": {\"maxStreams\": 0}"))
                .hasMessageContaining("maxStreams");
        assertThatThrownBy(() -> parse(inline, ", \"policy\": {\"partSizeBytes\": 1}"))
                .hasMessageContaining("partSizeBytes");
        assertThatThrownBy(() -> parse(inline, ", \"policy\": {\"idleTimeoutMillis\": -5}"))
                .hasMessageContaining("idleTimeoutMillis");
    }
}
