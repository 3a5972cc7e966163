package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The compiled schema of one kind. Thread-safe; compiles what it needs on first use. No method
 * changes its arguments.
 *
 * <p>The order of an API server, for create and update: {@link #undecodable}, {@link #prune},
 * {@link #withDefaults}, then (with metadata set and managed fields recorded) {@link #validate}.
 * What is read from a store is given its defaults too.
 */
public interface Schema {

    /**
     * The schema of a custom resource, from {@code spec.versions[].schema.openAPIV3Schema} of its
     * definition.
     */
    static Schema ofCustomResource(GroupVersionKind kind, ObjectNode openApiV3Schema) {
        return new CustomSchema(kind, SchemaNode.custom(openApiV3Schema));
    }

    /** The kind it describes. */
    GroupVersionKind kind();

    /**
     * The shape of the whole object, {@code apiVersion}, {@code kind} and {@code metadata}
     * included.
     */
    SchemaNode root();

    /**
     * An object of this kind that says nothing yet, with the structs that a built-in kind always
     * has.
     */
    ObjectNode empty();

    /**
     * Why the object cannot even be read (a string where a built-in kind has a number), in the
     * server's words, for a 400 BadRequest. Always empty for custom resources, whose types {@link
     * #validate} checks.
     */
    Optional<String> undecodable(ObjectNode object);

    /**
     * The object without fields its schema does not know (also in metadata), and the paths of
     * those.
     */
    Pruned prune(ObjectNode object);

    /**
     * The object with defaults filled in; for a built-in kind also those that a real server
     * computes.
     */
    ObjectNode withDefaults(ObjectNode object);

    /**
     * Everything wrong with the object, metadata included; empty when it is fine. Of an update
     * ({@code old} is not null) also forbidden changes and transition rules.
     */
    List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old);

    /**
     * As {@link #validate} for a write to a subresource ({@code status}): rules of fields that such
     * a write cannot change still hold, as in a real server.
     */
    default List<FieldError> validateStatus(ObjectNode object, ObjectNode old) {
        return validate(object, old);
    }

    /**
     * An object without its unknown fields.
     *
     * @param unknown paths as {@code spec.foo} or {@code spec.list[0].foo}, sorted; a server says
     *     {@code unknown field "spec.foo"}
     */
    record Pruned(ObjectNode object, List<String> unknown) {}
}
