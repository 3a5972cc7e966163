package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/**
 * The published schemas of the built-in kinds, by name; the file is read on first use and each
 * schema parsed on its own first use.
 */
final class Definitions {
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, ObjectNode> PARSED = new ConcurrentHashMap<>();

    private Definitions() {}

    /** The text is held on its own so that it is read only when a definition is asked for. */
    private static final class Texts {
        static final Map<String, String> BY_NAME = read();

        private static Map<String, String> read() {
            Map<String, String> texts = new TreeMap<>();
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    new GZIPInputStream(resource("definitions.tsv.gz")),
                                    StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int tab = line.indexOf('\t');
                    texts.put(line.substring(0, tab), line.substring(tab + 1));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return texts;
        }
    }

    static InputStream resource(String name) {
        InputStream stream = Definitions.class.getResourceAsStream("kubernetes/" + name);
        if (stream == null) {
            throw new IllegalStateException("resource kubernetes/" + name + " is missing");
        }
        return stream;
    }

    /** The names of all definitions, sorted. */
    static Iterable<String> names() {
        return Texts.BY_NAME.keySet();
    }

    static boolean contains(String name) {
        return Texts.BY_NAME.containsKey(name);
    }

    /** The schema as published; not to be changed. */
    static ObjectNode get(String name) {
        return PARSED.computeIfAbsent(name, Definitions::parse);
    }

    /** A reference resolved: the definition with what stands beside the reference laid over it. */
    static ObjectNode resolve(ObjectNode schema) {
        JsonNode reference = schema.path("$ref");
        JsonNode single = schema.path("allOf").path(0).path("$ref");
        if (!reference.isTextual() && !(single.isTextual() && schema.path("allOf").size() == 1)) {
            return schema;
        }
        ObjectNode resolved = get(nameOf(reference.isTextual() ? reference : single)).deepCopy();
        schema.properties()
                .forEach(
                        e -> {
                            if (!e.getKey().equals("$ref") && !e.getKey().equals("allOf")) {
                                resolved.set(e.getKey(), e.getValue());
                            }
                        });
        return resolved;
    }

    /** The definition that a schema refers to; empty for none. */
    static String referenceIn(ObjectNode schema) {
        JsonNode reference = schema.path("$ref");
        JsonNode single = schema.path("allOf").path(0).path("$ref");
        return nameOf(reference.isTextual() ? reference : single);
    }

    static String nameOf(JsonNode reference) {
        String text = reference.asText();
        return text.substring(text.lastIndexOf('/') + 1);
    }

    private static ObjectNode parse(String name) {
        String text = Texts.BY_NAME.get(name);
        if (text == null) {
            throw new IllegalArgumentException("no definition " + name);
        }
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
