package dev.aquifer.embeddedkubernetes.schema;

import java.util.List;

/**
 * A kind as a resource of the API: what discovery and the OpenAPI documents say about it.
 *
 * @param verbs e.g. {@code create, delete, deletecollection, get, list, patch, update, watch}
 * @param subresources e.g. {@code status}, {@code scale}, {@code log}
 */
public record ResourceType(
        GroupVersionKind kind,
        String plural,
        String singular,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        List<String> verbs,
        List<String> subresources) {}
