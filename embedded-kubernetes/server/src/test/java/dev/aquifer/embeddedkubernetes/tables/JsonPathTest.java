package dev.aquifer.embeddedkubernetes.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {
    private static final String OBJECT =
            """
            {"a": {"b.c/d": "dotted", "list": [{"type": "Ready", "status": "True", "n": 1}, {"type": "Other", "status": "False", "n": 5}]}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    .a.list[0].type                     | "Ready"
                    {.a.list[1].type}                   | "Other"
                    .a.list[-1].n                       | 5
                    .a.list[*].n                        | 1 5
                    .a['b.c/d']                         | "dotted"
                    .a.b\\.c/d                          | "dotted"
                    .a.list[?(@.type=="Ready")].status  | "True"
                    .a.list[?(@.type=='Other')].status  | "False"
                    .a.list[?(@.n>1)].type              | "Other"
                    .a.list[?(@.none)].type             | ~~
                    .none.list[0]                       | ~~
                    """)
    void finds(String path, String expected) throws JsonProcessingException {
        JsonNode object = new ObjectMapper().readTree(OBJECT);
        assertThat(
                        String.join(
                                " ",
                                JsonPath.parse(path).find(object).stream()
                                        .map(JsonNode::toString)
                                        .toList()))
                .isEqualTo(expected);
    }
}
