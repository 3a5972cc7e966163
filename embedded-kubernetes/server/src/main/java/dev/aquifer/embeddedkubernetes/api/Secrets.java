package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Secrets may be written as plain text, and are kept and shown in Base64. */
final class Secrets {
    private Secrets() {}

    static void encode(ObjectNode secret) {
        if (!(secret.remove("stringData") instanceof ObjectNode plain)) {
            return;
        }
        ObjectNode data = secret.withObject("data");
        plain.properties()
                .forEach(
                        entry ->
                                data.put(
                                        entry.getKey(),
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        entry.getValue()
                                                                .asText()
                                                                .getBytes(
                                                                        StandardCharsets.UTF_8))));
    }
}
