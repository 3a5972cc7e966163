package dev.aquifer.embeddedkubernetes.tables;

import static dev.aquifer.embeddedkubernetes.tables.TableColumn.age;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.nameColumn;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.number;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/** The columns of built-in kinds, as a real API server has them. */
final class BuiltinColumns {
    static final String NONE = "<none>";

    private BuiltinColumns() {}

    static List<TableColumn> of(String resource) {
        return switch (resource) {
            case "pods" -> PodColumns.all();
            case "nodes" -> NodeColumns.all();
            case "events" -> EventColumns.all();
            case "jobs.batch" -> WorkloadColumns.jobs();
            case "deployments.apps" -> WorkloadColumns.deployments();
            case "replicasets.apps" -> WorkloadColumns.replicaSets();
            case "statefulsets.apps" -> WorkloadColumns.statefulSets();
            case "persistentvolumeclaims" -> StorageColumns.claims();
            case "persistentvolumes" -> StorageColumns.volumes();
            case "storageclasses.storage.k8s.io" -> StorageColumns.classes();
            case "services" -> NetworkColumns.services();
            case "endpoints" -> NetworkColumns.endpoints();
            case "endpointslices.discovery.k8s.io" -> NetworkColumns.endpointSlices();
            default -> plain(resource);
        };
    }

    private static List<TableColumn> plain(String resource) {
        return switch (resource) {
            case "namespaces" -> List.of(nameColumn(), text("Status", at("/status/phase")), age());
            case "configmaps" ->
                    List.of(
                            nameColumn(),
                            number("Data", o -> size(o, "data") + size(o, "binaryData")),
                            age());
            case "secrets" ->
                    List.of(
                            nameColumn(),
                            text("Type", at("/type")),
                            number("Data", o -> size(o, "data")),
                            age());
            case "leases.coordination.k8s.io" ->
                    List.of(nameColumn(), text("Holder", at("/spec/holderIdentity")), age());
            case "rolebindings.rbac.authorization.k8s.io",
                    "clusterrolebindings.rbac.authorization.k8s.io" ->
                    List.of(nameColumn(), text("Role", BuiltinColumns::role), age());
            case "customresourcedefinitions.apiextensions.k8s.io",
                    "roles.rbac.authorization.k8s.io",
                    "clusterroles.rbac.authorization.k8s.io" ->
                    List.of(nameColumn(), text("Created At", at("/metadata/creationTimestamp")));
            default -> List.of(nameColumn(), age());
        };
    }

    private static String role(ObjectNode binding) {
        return binding.at("/roleRef/kind").asText("")
                + "/"
                + binding.at("/roleRef/name").asText("");
    }

    private static int size(ObjectNode object, String field) {
        return object.path(field).size();
    }

    static Function<ObjectNode, String> at(String pointer) {
        return object -> object.at(pointer).asText("");
    }

    static String orNone(JsonNode value) {
        String text = value.asText("");
        return text.isEmpty() ? NONE : text;
    }
}
