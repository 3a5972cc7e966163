package dev.aquifer.embeddedkubernetes.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestBodyTest {

    private static RequestBody parse(String text, String mediaType) throws RequestBody.Malformed {
        return RequestBody.parse(text.getBytes(StandardCharsets.UTF_8), mediaType);
    }

    @Test
    void yamlIsReadWhenTheMediaTypeSaysSo() throws Exception {
        RequestBody body =
                parse("a: 1\nb: [x, {c: 1.5, c: 2.0}]\n", "application/apply-patch+yaml");
        assertThat(body.content()).hasToString("{\"a\":1,\"b\":[\"x\",{\"c\":2}]}");
        assertThat(body.duplicates()).containsExactly("b[1].c");
    }

    @Test
    void jsonIsReadWhateverTheMediaTypeSays() throws Exception {
        assertThat(parse(" {\"a\": 12345678901}", "application/yaml").content())
                .hasToString("{\"a\":12345678901}");
    }

    @Test
    void halfADocumentIsRefused() {
        assertThatThrownBy(() -> parse("{\"a\": ", "application/json"))
                .hasMessage("unexpected end of JSON input");
        assertThatThrownBy(() -> parse("", "application/json"))
                .hasMessage("unexpected end of JSON input");
        assertThatThrownBy(() -> parse("{} {}", "application/json"))
                .isInstanceOf(RequestBody.Malformed.class);
    }
}
