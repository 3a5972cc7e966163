package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The schema of a custom resource. */
record CustomSchema(GroupVersionKind kind, SchemaNode root) implements Schema {
    private static final Set<FieldError.Type> BLOCKING =
            EnumSet.of(
                    FieldError.Type.NOT_SUPPORTED,
                    FieldError.Type.REQUIRED,
                    FieldError.Type.TOO_LONG,
                    FieldError.Type.TOO_MANY,
                    FieldError.Type.TYPE_INVALID);
    private static final FieldError NOT_CHECKED =
            new FieldError(
                    "",
                    FieldError.Type.INVALID,
                    NullNode.getInstance(),
                    "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");

    private static final Comparator<String> METADATA_FIRST =
            Comparator.comparing((String path) -> !path.startsWith("metadata."))
                    .thenComparing(Comparator.naturalOrder());

    @Override
    public ObjectNode empty() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.kind());
    }

    @Override
    public Optional<String> undecodable(ObjectNode object) {
        return Decoding.metadataProblem(object, kind);
    }

    @Override
    public Pruned prune(ObjectNode object) {
        ObjectNode pruned = object.deepCopy();
        List<String> unknown = Pruning.prune(pruned, root);
        return new Pruned(pruned, unknown.stream().sorted(METADATA_FIRST).toList());
    }

    @Override
    public ObjectNode withDefaults(ObjectNode object) {
        ObjectNode defaulted = object.deepCopy();
        Defaulting.apply(defaulted, root);
        return defaulted;
    }

    @Override
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
        List<FieldError> errors =
                new ArrayList<>(ObjectMetaRules.check(object, ObjectMetaRules.NameRule.SUBDOMAIN));
        if (old != null) {
            errors.addAll(ObjectMetaRules.checkUpdate(object, old));
        }
        errors.addAll(ValueValidation.validate(object, old, root));
        errors.addAll(EmbeddedObjectRules.check(object, root));
        List<FieldError> lists = ListTypeRules.check(object, root);
        if (old == null || lists.isEmpty() || ListTypeRules.check(old, root).isEmpty()) {
            errors.addAll(lists);
        }
        if (errors.stream().anyMatch(e -> BLOCKING.contains(e.type()))) {
            if (root.source().findValue("x-kubernetes-validations") != null) {
                errors.add(NOT_CHECKED);
            }
        } else {
            errors.addAll(CelRules.check(object, old, root));
        }
        return errors;
    }
}
