package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** The full name of a kind; the core group is the empty string. */
public record GroupVersionKind(String group, String version, String kind) {

    /** Reads {@code apps/v1} or {@code v1}. */
    public static GroupVersionKind of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? new GroupVersionKind("", apiVersion, kind)
                : new GroupVersionKind(
                        apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
    }

    /** What the object says about itself; missing parts are empty strings. */
    public static GroupVersionKind of(JsonNode object) {
        return of(object.path("apiVersion").asText(""), object.path("kind").asText(""));
    }

    /** As an object's {@code apiVersion} writes it. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Where the API serves it: {@code api/v1} or {@code apis/apps/v1}. */
    public String apiPath() {
        return group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
    }
}
