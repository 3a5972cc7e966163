package dev.aquifer.embeddedkubernetes.tables;

import java.util.List;

/** The columns of built-in kinds. */
final class BuiltinColumns {
    private BuiltinColumns() {}

    static List<TableColumn> of(String resource) {
        return switch (resource) {
            case "namespaces" ->
                    List.of(
                            TableColumn.nameColumn(),
                            TableColumn.text(
                                    "Status", object -> object.at("/status/phase").asText("")),
                            TableColumn.age());
            case "configmaps" ->
                    List.of(
                            TableColumn.nameColumn(),
                            TableColumn.number(
                                    "Data",
                                    object ->
                                            object.path("data").size()
                                                    + object.path("binaryData").size()),
                            TableColumn.age());
            case "customresourcedefinitions.apiextensions.k8s.io" ->
                    List.of(
                            TableColumn.nameColumn(),
                            TableColumn.text(
                                    "Created At",
                                    object -> object.at("/metadata/creationTimestamp").asText()));
            default -> List.of(TableColumn.nameColumn(), TableColumn.age());
        };
    }
}
