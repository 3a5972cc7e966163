package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a built-in kind: its published definition, with the defaults and rules that a real
 * server has in code.
 */
record BuiltinSchema(GroupVersionKind kind, SchemaNode root) implements Schema {

    @Override
    public ObjectNode empty() {
        ObjectNode empty =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("apiVersion", kind.apiVersion())
                        .put("kind", kind.kind());
        BuiltinForm.fillEmpty(empty, root);
        return empty;
    }

    @Override
    public Optional<String> undecodable(ObjectNode object) {
        return Decoding.problem(object, root, kind);
    }

    @Override
    public Pruned prune(ObjectNode object) {
        ObjectNode pruned = object.deepCopy();
        return new Pruned(pruned, Pruning.prune(pruned, root));
    }

    @Override
    public ObjectNode withDefaults(ObjectNode object) {
        ObjectNode defaulted = object.deepCopy();
        BuiltinForm.normalize(defaulted, root);
        BuiltinDefaults.apply(defaulted, kind);
        return defaulted;
    }

    @Override
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
        List<FieldError> errors =
                new ArrayList<>(ObjectMetaRules.check(object, BuiltinRules.nameRule(kind)));
        if (old != null) {
            errors.addAll(ObjectMetaRules.checkUpdate(object, old));
        }
        errors.addAll(BuiltinRules.check(object, old, kind));
        return errors;
    }
}
