package dev.aquifer.bridge.domain;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.util.Map;

/**
 * What a deployment wants to be seen of it.
 *
 * @param target the resource to make
 * @param owner the deployment
 * @param ownerUid which life of it
 * @param content fingerprint of labels and spec
 * @param withdrawn whether the resource is to go instead
 */
public record Declaration(
        ResourceRef target,
        ResourceRef owner,
        Uid ownerUid,
        Map<String, String> labels,
        Map<String, Object> spec,
        String content,
        boolean withdrawn) {

    /** The same, to go. */
    public Declaration withdraw() {
        return new Declaration(target, owner, ownerUid, labels, spec, content, true);
    }
}
