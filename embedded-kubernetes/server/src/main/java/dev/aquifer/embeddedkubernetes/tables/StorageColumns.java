package dev.aquifer.embeddedkubernetes.tables;

import static dev.aquifer.embeddedkubernetes.tables.TableColumn.age;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.nameColumn;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The columns of claims, volumes and their classes. */
final class StorageColumns {
    private static final String UNSET = "<unset>";
    private static final Map<String, String> MODES =
            Map.of(
                    "ReadWriteOnce", "RWO",
                    "ReadOnlyMany", "ROX",
                    "ReadWriteMany", "RWX",
                    "ReadWriteOncePod", "RWOP");

    private StorageColumns() {}

    static List<TableColumn> claims() {
        return List.of(
                nameColumn(),
                text("Status", StorageColumns::phase),
                text("Volume", BuiltinColumns.at("/spec/volumeName")),
                text(
                        "Capacity",
                        claim ->
                                bound(claim)
                                        ? claim.at("/status/capacity/storage").asText("")
                                        : ""),
                text(
                        "Access Modes",
                        claim -> bound(claim) ? modes(claim.at("/status/accessModes")) : ""),
                text("StorageClass", BuiltinColumns.at("/spec/storageClassName")),
                text("VolumeAttributesClass", StorageColumns::attributes),
                age(),
                volumeMode());
    }

    static List<TableColumn> volumes() {
        return List.of(
                nameColumn(),
                text("Capacity", BuiltinColumns.at("/spec/capacity/storage")),
                text("Access Modes", volume -> modes(volume.at("/spec/accessModes"))),
                text("Reclaim Policy", BuiltinColumns.at("/spec/persistentVolumeReclaimPolicy")),
                text("Status", StorageColumns::phase),
                text("Claim", StorageColumns::claim),
                text("StorageClass", BuiltinColumns.at("/spec/storageClassName")),
                text("VolumeAttributesClass", StorageColumns::attributes),
                text("Reason", BuiltinColumns.at("/status/reason")),
                age(),
                volumeMode());
    }

    static List<TableColumn> classes() {
        return List.of(
                nameColumn(StorageColumns::className),
                text("Provisioner", BuiltinColumns.at("/provisioner")),
                text("ReclaimPolicy", type -> type.path("reclaimPolicy").asText("Delete")),
                text(
                        "VolumeBindingMode",
                        type -> type.path("volumeBindingMode").asText("Immediate")),
                text(
                        "AllowVolumeExpansion",
                        type ->
                                Boolean.toString(
                                        type.path("allowVolumeExpansion").asBoolean(false))),
                age());
    }

    private static TableColumn volumeMode() {
        return text("VolumeMode", object -> object.at("/spec/volumeMode").asText(UNSET)).wide();
    }

    private static String phase(ObjectNode object) {
        return object.at("/metadata").hasNonNull("deletionTimestamp")
                ? "Terminating"
                : object.at("/status/phase").asText("");
    }

    private static boolean bound(ObjectNode claim) {
        return !claim.at("/spec/volumeName").asText("").isEmpty();
    }

    private static String attributes(ObjectNode object) {
        return object.at("/spec/volumeAttributesClassName").asText(UNSET);
    }

    private static String claim(ObjectNode volume) {
        JsonNode claim = volume.at("/spec/claimRef");
        return claim.isMissingNode()
                ? ""
                : claim.path("namespace").asText("") + "/" + claim.path("name").asText("");
    }

    private static String className(ObjectNode type) {
        boolean isDefault =
                type.at("/metadata/annotations")
                        .path("storageclass.kubernetes.io/is-default-class")
                        .asText("")
                        .equals("true");
        String name = type.at("/metadata/name").asText();
        return isDefault ? name + " (default)" : name;
    }

    private static String modes(JsonNode modes) {
        return modes.valueStream()
                .map(mode -> MODES.getOrDefault(mode.asText(), mode.asText()))
                .distinct()
                .collect(Collectors.joining(","));
    }
}
