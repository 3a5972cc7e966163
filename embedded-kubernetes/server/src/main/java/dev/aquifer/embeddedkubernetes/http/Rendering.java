package dev.aquifer.embeddedkubernetes.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.aquifer.embeddedkubernetes.api.Outcome;
import dev.aquifer.embeddedkubernetes.api.Reads;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest;
import dev.aquifer.embeddedkubernetes.api.Views;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import dev.aquifer.embeddedkubernetes.tables.Tables;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Objects in the form that a client accepts: whole, as rows of a table, or their metadata alone.
 */
final class Rendering {
    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build();

    private final ServedResource resource;
    private final Accept accept;
    private final Tables.Include include;
    private final Clock clock;
    private boolean headersSent;

    Rendering(ResourceRequest request, Accept accept, Clock clock) {
        this.resource = request.resource();
        this.accept = accept;
        this.clock = clock;
        this.include =
                switch (request.query().find("includeObject").orElse("Metadata")) {
                    case "None" -> Tables.Include.NONE;
                    case "Object" -> Tables.Include.OBJECT;
                    default -> Tables.Include.METADATA;
                };
    }

    Reply.Whole outcome(Outcome outcome) {
        ObjectNode object = outcome.object();
        boolean isObject = object.path("kind").asText().equals(resource.kind().kind());
        byte[] json = ObjectJson.write(isObject ? formed(object) : object);
        return whole(outcome.code(), json, outcome.warnings());
    }

    /** A scale subresource, which has columns of its own. */
    Reply.Whole scale(Outcome outcome) {
        ObjectNode scale = outcome.object();
        if (!accept.isTable()) {
            return whole(outcome.code(), ObjectJson.write(scale), outcome.warnings());
        }
        ObjectNode table = Tables.ofScales().table(List.of(scale), include, clock.instant(), true);
        return whole(outcome.code(), ObjectJson.write(table), outcome.warnings());
    }

    Reply.Whole object(StoredObject stored) {
        byte[] json =
                accept.form().isEmpty()
                        ? Views.json(resource, stored)
                        : ObjectJson.write(formed(Views.object(resource, stored)));
        return whole(200, json, List.of());
    }

    Reply.Whole list(Reads.Page page) {
        ObjectNode metadata =
                ObjectJson.object().put("resourceVersion", Long.toString(page.revision()));
        if (!page.next().isEmpty()) {
            metadata.put("continue", page.next()).put("remainingItemCount", page.remaining());
        }
        if (accept.isTable()) {
            ObjectNode table =
                    Tables.of(resource)
                            .table(
                                    page.objects().stream()
                                            .map(each -> Views.object(resource, each))
                                            .toList(),
                                    include,
                                    clock.instant(),
                                    true);
            table.set("metadata", metadata);
            return whole(200, ObjectJson.write(table), List.of());
        }
        return whole(200, items(page.objects(), metadata), List.of());
    }

    private byte[] items(List<StoredObject> objects, ObjectNode metadata) {
        boolean partial = accept.isPartial();
        String kind = partial ? "PartialObjectMetadataList" : resource.kind().kind() + "List";
        String version = partial ? "meta.k8s.io/v1" : resource.kind().apiVersion();
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
                        .formatted(kind, version, metadata)
                        .getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < objects.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(
                    partial
                            ? ObjectJson.write(
                                    Tables.partial(Views.object(resource, objects.get(i))))
                            : Views.json(resource, objects.get(i)));
        }
        out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    byte[] watched(StoredObject stored) {
        return accept.form().isEmpty()
                ? Views.json(resource, stored)
                : ObjectJson.write(formed(Views.object(resource, stored)));
    }

    byte[] bookmark(ObjectNode object) {
        return ObjectJson.write(accept.form().isEmpty() ? object : formed(object));
    }

    private ObjectNode formed(ObjectNode object) {
        if (accept.isPartial()) {
            return Tables.partial(object);
        }
        if (!accept.isTable()) {
            return object;
        }
        ObjectNode table =
                Tables.of(resource).table(List.of(object), include, clock.instant(), !headersSent);
        headersSent = true;
        table.withObject("metadata")
                .put("resourceVersion", object.at("/metadata/resourceVersion").asText());
        return table;
    }

    private Reply.Whole whole(int code, byte[] json, List<String> warnings) {
        if (!accept.isYaml()) {
            return new Reply.Whole(
                    code, "application/json", Buffer.buffer(json), Map.of(), warnings);
        }
        try {
            byte[] yaml = YAML.writeValueAsBytes(ObjectJson.read(json));
            return new Reply.Whole(
                    code, "application/yaml", Buffer.buffer(yaml), Map.of(), warnings);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
