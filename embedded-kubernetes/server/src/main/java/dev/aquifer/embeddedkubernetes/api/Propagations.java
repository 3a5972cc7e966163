package dev.aquifer.embeddedkubernetes.api;

import dev.aquifer.embeddedkubernetes.api.DeleteOptions.Propagation;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import java.util.ArrayList;
import java.util.List;

/**
 * What a deletion means for the dependents of an object: a finalizer that the collector acts on, or
 * none.
 */
final class Propagations {
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private Propagations() {}

    static List<String> finalizers(
            ServedResource resource, List<String> present, DeleteOptions options) {
        var finalizers = new ArrayList<>(present);
        Propagation propagation =
                options.propagation()
                        .orElse(
                                present.contains(ORPHAN) || isJob(resource)
                                        ? Propagation.ORPHAN
                                        : present.contains(FOREGROUND)
                                                ? Propagation.FOREGROUND
                                                : Propagation.BACKGROUND);
        finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
        switch (propagation) {
            case ORPHAN -> finalizers.add(ORPHAN);
            case FOREGROUND -> finalizers.add(FOREGROUND);
            case BACKGROUND -> {
                // no finalizer: the collector follows
            }
        }
        return finalizers;
    }

    /** Jobs orphan their pods unless told otherwise, for old times' sake. */
    static boolean isJob(ServedResource resource) {
        return resource.name().toString().equals("jobs.batch");
    }
}
