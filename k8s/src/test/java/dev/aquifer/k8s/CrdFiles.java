package dev.aquifer.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The CRDs as other modules get them: from the classpath, by the index beside them. */
final class CrdFiles {
    private CrdFiles() {}

    static List<String> names() {
        return resource("index").lines().toList();
    }

    static List<JsonNode> all() {
        return names().stream().map(name -> (JsonNode) Yaml.parse(resource(name))).toList();
    }

    static JsonNode schemaOf(JsonNode crd) {
        return crd.at("/spec/versions/0/schema/openAPIV3Schema");
    }

    private static String resource(String name) {
        var path = "/crds/" + name;
        try (var stream = CrdFiles.class.getResourceAsStream(path)) {
            return new String(
                    Objects.requireNonNull(stream, path).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
