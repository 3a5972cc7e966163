package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The schema of a custom resource. */
record CustomSchema(GroupVersionKind kind, SchemaNode root) implements Schema {

    CustomSchema(GroupVersionKind kind, ObjectNode openApiV3Schema) {
        this(kind, new SchemaNode(openApiV3Schema));
    }

    @Override
    public Optional<String> undecodable(ObjectNode object) {
        return Optional.empty();
    }

    @Override
    public Pruned prune(ObjectNode object) {
        return new Pruned(object.deepCopy(), List.of());
    }

    @Override
    public ObjectNode withDefaults(ObjectNode object) {
        return object.deepCopy();
    }

    @Override
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
        return List.of();
    }
}
