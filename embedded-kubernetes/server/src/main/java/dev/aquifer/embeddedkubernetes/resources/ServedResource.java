package dev.aquifer.embeddedkubernetes.resources;

import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.ResourceType;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import dev.aquifer.embeddedkubernetes.schema.patch.FieldManagement;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import java.util.List;
import java.util.Optional;

/**
 * One resource in one version.
 *
 * @param custom what its definition says beyond the schema; empty for a built-in kind
 */
public record ServedResource(
        ResourceType type, Schema schema, FieldManagement fields, Optional<Custom> custom) {

    /**
     * What a definition says of one version.
     *
     * @param columns its additional printer columns
     * @param selectableFields JSON paths, as {@code .spec.color}
     * @param scale the paths of its scale subresource
     * @param definedAt the revision of the definition; what is stored since before may lack
     *     defaults
     */
    public record Custom(
            List<Column> columns,
            List<String> selectableFields,
            Optional<ScalePaths> scale,
            long definedAt) {
        /** Copies the lists. */
        public Custom {
            columns = List.copyOf(columns);
            selectableFields = List.copyOf(selectableFields);
        }
    }

    /** An additional printer column. */
    public record Column(
            String name,
            String type,
            String format,
            String description,
            int priority,
            String jsonPath) {}

    /** Where an object keeps what its scale subresource shows. */
    public record ScalePaths(String specReplicas, String statusReplicas, String labelSelector) {}

    /** A resource made of its schema. */
    static ServedResource of(ResourceType type, Schema schema, Optional<Custom> custom) {
        var fields = new FieldManagement(schema, type.subresources().contains("status"));
        return new ServedResource(type, schema, fields, custom);
    }

    /** The kind in this version. */
    public GroupVersionKind kind() {
        return type.kind();
    }

    /** The resource in any version: where its objects are stored. */
    public ResourceName name() {
        return new ResourceName(type.kind().group(), type.plural());
    }

    /** Whether it has this subresource. */
    public boolean has(String subresource) {
        return type.subresources().contains(subresource);
    }

    /** The kind as error messages name it: {@code Job.batch}, {@code Pod}. */
    public String qualifiedKind() {
        return kind().group().isEmpty() ? kind().kind() : kind().kind() + "." + kind().group();
    }
}
