package dev.aquifer.embeddedkubernetes.tables;

import static dev.aquifer.embeddedkubernetes.tables.BuiltinColumns.NONE;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.age;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.nameColumn;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeSet;

/** The columns of nodes. */
final class NodeColumns {
    private static final String ROLE = "node-role.kubernetes.io/";

    private NodeColumns() {}

    static List<TableColumn> all() {
        return List.of(
                nameColumn(),
                text("Status", NodeColumns::status),
                text("Roles", NodeColumns::roles),
                age(),
                text("Version", BuiltinColumns.at("/status/nodeInfo/kubeletVersion")),
                text("Internal-IP", node -> address(node, "InternalIP")).wide(),
                text("External-IP", node -> address(node, "ExternalIP")).wide(),
                text("OS-Image", node -> info(node, "osImage")).wide(),
                text("Kernel-Version", node -> info(node, "kernelVersion")).wide(),
                text("Container-Runtime", node -> info(node, "containerRuntimeVersion")).wide());
    }

    private static String status(ObjectNode node) {
        JsonNode ready = Conditions.find(node, "Ready");
        String status =
                ready.isMissingNode()
                        ? "Unknown"
                        : ready.path("status").asText().equals("True") ? "Ready" : "NotReady";
        return node.at("/spec/unschedulable").asBoolean(false)
                ? status + ",SchedulingDisabled"
                : status;
    }

    private static String roles(ObjectNode node) {
        var roles = new TreeSet<String>();
        node.at("/metadata/labels")
                .properties()
                .forEach(
                        label -> {
                            if (label.getKey().startsWith(ROLE)
                                    && label.getKey().length() > ROLE.length()) {
                                roles.add(label.getKey().substring(ROLE.length()));
                            } else if (label.getKey().equals("kubernetes.io/role")) {
                                roles.add(label.getValue().asText());
                            }
                        });
        return roles.isEmpty() ? NONE : String.join(",", roles);
    }

    private static String address(ObjectNode node, String type) {
        return node.at("/status/addresses")
                .valueStream()
                .filter(address -> address.path("type").asText().equals(type))
                .map(address -> address.path("address").asText())
                .findFirst()
                .orElse(NONE);
    }

    private static String info(ObjectNode node, String field) {
        String value = node.at("/status/nodeInfo").path(field).asText("");
        return value.isEmpty() ? "<unknown>" : value;
    }
}
