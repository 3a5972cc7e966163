package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that a real server has in code for the built-in kinds that the sandbox uses. */
final class BuiltinRules {
    private BuiltinRules() {}

    static ObjectMetaRules.NameRule nameRule(GroupVersionKind kind) {
        return switch (kind.kind()) {
            case "Namespace" -> ObjectMetaRules.NameRule.LABEL;
            case "Service" -> ObjectMetaRules.NameRule.RFC1035;
            case "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding" ->
                    ObjectMetaRules.NameRule.PATH_SEGMENT;
            default -> ObjectMetaRules.NameRule.SUBDOMAIN;
        };
    }

    static List<FieldError> check(
            ObjectNode object, @Nullable ObjectNode old, GroupVersionKind kind) {
        return List.of();
    }
}
