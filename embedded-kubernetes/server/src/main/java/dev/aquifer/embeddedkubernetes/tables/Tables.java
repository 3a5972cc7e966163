package dev.aquifer.embeddedkubernetes.tables;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import java.time.Instant;
import java.util.List;

/** The table of one resource: its columns, and objects as rows of them. */
public final class Tables {
    private final List<TableColumn> columns;

    private Tables(List<TableColumn> columns) {
        this.columns = columns;
    }

    /** What a row carries of its object besides the cells. */
    public enum Include {
        NONE,
        METADATA,
        OBJECT
    }

    /** The columns of this resource. */
    public static Tables of(ServedResource resource) {
        return new Tables(
                resource.custom()
                        .map(custom -> CustomColumns.of(custom.columns()))
                        .orElseGet(() -> BuiltinColumns.of(resource.name().toString())));
    }

    /** The columns of scale subresources. */
    public static Tables ofScales() {
        return new Tables(
                List.of(
                        TableColumn.nameColumn(),
                        TableColumn.count("Desired", "/spec/replicas"),
                        TableColumn.count("Available", "/status/replicas"),
                        TableColumn.age()));
    }

    /** A table without its list metadata. */
    public ObjectNode table(
            List<ObjectNode> objects, Include include, Instant now, boolean headers) {
        ObjectNode table =
                ObjectJson.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata");
        ArrayNode definitions = table.putArray("columnDefinitions");
        if (headers) {
            columns.forEach(column -> definitions.add(column.definition()));
        }
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> rows.add(row(object, include, now)));
        return table;
    }

    private ObjectNode row(ObjectNode object, Include include, Instant now) {
        ObjectNode row = ObjectJson.object();
        ArrayNode cells = row.putArray("cells");
        columns.forEach(column -> cells.add(column.cell().apply(object, now)));
        switch (include) {
            case METADATA -> row.set("object", partial(object));
            case OBJECT -> row.set("object", object);
            case NONE -> {
                // cells only
            }
        }
        return row;
    }

    /** An object's metadata alone. */
    public static ObjectNode partial(ObjectNode object) {
        ObjectNode partial =
                ObjectJson.object()
                        .put("kind", "PartialObjectMetadata")
                        .put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
