package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.reconcile.Sources.Source;
import dev.aquifer.cluster.store.WorkRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a source goes where.
 *
 * @param key in the source; empty for all of it, under the names it has there
 * @param target the object it goes to
 * @param targetKey in the target, where one key goes
 * @param optional whether the source may lack the key
 */
record CopyPart(
        Source source, Optional<String> key, ObjectRef target, String targetKey, boolean optional) {

    /** All that a Work needs. */
    static List<CopyPart> of(WorkRow row) {
        var parts = new ArrayList<CopyPart>();
        for (var copy : row.secrets()) {
            parts.add(
                    new CopyPart(
                            new Source("Secret", copy.namespace(), copy.name()),
                            Optional.of(copy.key()),
                            new ObjectRef("v1", "Secret", row.namespace(), copy.targetName()),
                            copy.targetKey(),
                            Boolean.TRUE.equals(copy.optional())));
        }
        for (var copy : row.configMaps()) {
            var key = Optional.ofNullable(copy.key());
            parts.add(
                    new CopyPart(
                            new Source("ConfigMap", copy.namespace(), copy.name()),
                            key,
                            new ObjectRef("v1", "ConfigMap", row.namespace(), copy.targetName()),
                            key.orElse(""),
                            false));
        }
        return parts;
    }
}
