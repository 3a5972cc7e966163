package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;

/**
 * A JSON or YAML document as it was sent.
 *
 * @param duplicates paths of fields that stood there more than once (the last one wins), as in
 *     {@code duplicate field "spec.foo"}
 */
public record RequestBody(JsonNode content, List<String> duplicates) {

    /** Thrown for what is neither JSON nor YAML; the message is fit for a 400 BadRequest. */
    public static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    /**
     * Reads JSON, or YAML when the media type says so ({@code application/yaml}, {@code
     * application/apply-patch+yaml}).
     */
    public static RequestBody parse(byte[] body, String mediaType) throws Malformed {
        return new RequestBody(NullNode.getInstance(), List.of());
    }
}
