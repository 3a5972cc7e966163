package dev.aquifer.embeddedkubernetes.api;

import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;

/**
 * A request for a resource.
 *
 * @param namespace empty for a resource of the cluster and for all namespaces
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
public record ResourceRequest(
        ServedResource resource,
        String namespace,
        String name,
        String subresource,
        Query query,
        Content content,
        Caller caller) {

    /** What was sent. */
    public static final class Content {
        private final String mediaType;
        private final byte[] bytes;

        /** Takes the bytes as they are; nobody changes them. */
        public Content(String mediaType, byte[] bytes) {
            this.mediaType = mediaType;
            this.bytes = bytes;
        }

        String mediaType() {
            return mediaType;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean isEmpty() {
            return bytes.length == 0;
        }
    }

    /** Who asks, after impersonation. */
    public record Caller(String user, String agent) {}

    ObjectKey key() {
        return key(name);
    }

    ObjectKey key(String of) {
        return new ObjectKey(resource.name(), namespace, of);
    }
}
