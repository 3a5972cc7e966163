package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a request that writes is answered with. */
public record Outcome(int code, ObjectNode object, List<String> warnings) {
    /** Copies the warnings. */
    public Outcome {
        warnings = List.copyOf(warnings);
    }

    static Outcome ok(ObjectNode object, List<String> warnings) {
        return new Outcome(200, object, warnings);
    }

    static Outcome created(ObjectNode object, List<String> warnings) {
        return new Outcome(201, object, warnings);
    }
}
