package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** How an API server shows a refused value: strings quoted, the rest as compact JSON. */
final class FieldValues {
    private FieldValues() {}

    static String show(JsonNode value) {
        return value.toString();
    }
}
