package dev.aquifer.cluster.reconcile;

import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Claims that pods of a Work wait for and that do not exist, by the scheduler's word. */
final class MissingClaims {
    private static final Pattern NOT_FOUND =
            Pattern.compile("persistentvolumeclaim \"([^\"]{1,253})\" not found");

    private MissingClaims() {}

    static List<Reason> of(List<ObservedObject> objects) {
        var missing = new LinkedHashSet<Reason>();
        for (var object : objects) {
            for (var pod : object.pods()) {
                var claims = NOT_FOUND.matcher(pod.message());
                while (claims.find()) {
                    missing.add(
                            new Reason(
                                    "ClaimMissing",
                                    "PersistentVolumeClaim/"
                                            + object.namespace()
                                            + "/"
                                            + claims.group(1),
                                    claims.group()));
                }
            }
        }
        return List.copyOf(missing);
    }
}
