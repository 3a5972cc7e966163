package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One place of a compiled schema: what may stand there and how lists and maps there are merged. */
public final class SchemaNode {
    private final ObjectNode source;

    SchemaNode(ObjectNode source) {
        this.source = source;
    }

    /** The OpenAPI schema it was compiled from; not to be changed. */
    public ObjectNode source() {
        return source;
    }
}
