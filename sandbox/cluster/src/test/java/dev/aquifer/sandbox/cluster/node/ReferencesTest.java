package dev.aquifer.sandbox.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferencesTest {
    private final Map<String, String> variables = Map.of("NAME", "a $1 \\ b", "EMPTY", "");

    @Test
    void valuesArePutInPlaceAsTheyAre() {
        assertThat(References.expand("<$(NAME)$(EMPTY)>", variables)).isEqualTo("<a $1 \\ b>");
    }

    @Test
    void whatIsNotDefinedOrEscapedStays() {
        assertThat(References.expand("$(OTHER) $$(NAME) $NAME ${NAME} $", variables))
                .isEqualTo("$(OTHER) $(NAME) $NAME ${NAME} $");
    }
}
