package dev.aquifer.embeddedkubernetes.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The columns that a definition gives its kind. */
final class CustomColumns {
    private CustomColumns() {}

    static List<TableColumn> of(List<Column> columns) {
        var all = new ArrayList<TableColumn>();
        all.add(TableColumn.nameColumn());
        if (columns.isEmpty()) {
            all.add(TableColumn.age());
        }
        columns.forEach(column -> all.add(of(column)));
        return all;
    }

    private static TableColumn of(Column column) {
        JsonPath path = JsonPath.parse(column.jsonPath());
        String description =
                column.description().isEmpty()
                        ? "Custom resource definition column (in JSONPath format): "
                                + column.jsonPath()
                        : column.description();
        return new TableColumn(
                column.name(),
                column.type(),
                column.format(),
                description,
                column.priority(),
                (object, now) -> {
                    List<JsonNode> found = path.find(object);
                    return found.isEmpty()
                            ? NullNode.instance
                            : cell(column.type(), found.getFirst(), now);
                });
    }

    private static JsonNode cell(String type, JsonNode value, Instant now) {
        return switch (type) {
            case "string" ->
                    TextNode.valueOf(value.isValueNode() ? value.asText() : value.toString());
            case "date" -> TextNode.valueOf(HumanDuration.since(value.asText(""), now));
            case "integer", "number" -> value.isNumber() ? value : NullNode.instance;
            case "boolean" -> value.isBoolean() ? value : NullNode.instance;
            default -> NullNode.instance;
        };
    }
}
