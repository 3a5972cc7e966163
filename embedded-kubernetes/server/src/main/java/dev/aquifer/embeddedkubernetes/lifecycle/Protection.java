package dev.aquifer.embeddedkubernetes.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.embeddedkubernetes.api.ServerEdits;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import dev.aquifer.embeddedkubernetes.store.WatchEvent;
import java.util.stream.Stream;

/**
 * Holds a deleted claim while there is a pod on a node that uses it, also one that has ended, and a
 * deleted volume while it is bound.
 */
final class Protection {
    private static final ResourceName PODS = new ResourceName("", "pods");
    private static final ResourceName CLAIMS = new ResourceName("", "persistentvolumeclaims");
    private static final ResourceName VOLUMES = new ResourceName("", "persistentvolumes");

    private final ObjectStore store;
    private final ServerEdits edits;

    Protection(ObjectStore store, ServerEdits edits) {
        this.store = store;
        this.edits = edits;
    }

    void follow(WatchEvent event) {
        ObjectKey key = event.object().key();
        if (key.resource().equals(PODS) && event instanceof WatchEvent.Deleted) {
            claims(event.object())
                    .forEach(claim -> releaseClaim(new ObjectKey(CLAIMS, key.namespace(), claim)));
        } else if (event instanceof WatchEvent.Deleted) {
            return;
        } else if (key.resource().equals(CLAIMS)) {
            releaseClaim(key);
        } else if (key.resource().equals(VOLUMES)) {
            releaseVolume(key);
        }
    }

    /** Without a node it would not be started any more. */
    private static boolean hasNode(StoredObject pod) {
        return !pod.object().at("/spec/nodeName").asText("").isEmpty();
    }

    private void releaseClaim(ObjectKey key) {
        if (store.get(key).filter(StoredObject::deleting).isEmpty()) {
            return;
        }
        boolean used =
                store.list(PODS, key.namespace()).objects().stream()
                        .filter(Protection::hasNode)
                        .anyMatch(pod -> claims(pod).anyMatch(key.name()::equals));
        if (!used) {
            edits.removeFinalizer(key, "kubernetes.io/pvc-protection");
        }
    }

    private void releaseVolume(ObjectKey key) {
        store.get(key)
                .filter(StoredObject::deleting)
                .filter(volume -> !volume.object().at("/status/phase").asText("").equals("Bound"))
                .ifPresent(_ -> edits.removeFinalizer(key, "kubernetes.io/pv-protection"));
    }

    private static Stream<String> claims(StoredObject pod) {
        return pod.object()
                .at("/spec/volumes")
                .valueStream()
                .map(volume -> volume.path("persistentVolumeClaim"))
                .filter(JsonNode::isObject)
                .map(claim -> claim.path("claimName").asText());
    }
}
