package dev.aquifer.embeddedkubernetes.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.protobuf.MessageTypes.Field;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An object of a built-in kind in Kubernetes' protobuf encoding. */
public final class ProtobufObject {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufObject() {}

    /**
     * The object as the JSON it stands for; empty when it is not one, or of a kind that this server
     * does not have.
     */
    public static Optional<ObjectNode> read(byte[] body) {
        if (body.length < MAGIC.length
                || !ByteBuffer.wrap(body, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return Optional.empty();
        }
        try {
            return envelope(
                    new WireReader(
                            ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length)));
        } catch (BufferUnderflowException _) {
            return Optional.empty();
        }
    }

    private static Optional<ObjectNode> envelope(WireReader in) {
        String apiVersion = "";
        String kind = "";
        ByteBuffer raw = ByteBuffer.allocate(0);
        while (in.hasMore()) {
            int tag = (int) in.varint();
            switch (tag >>> 3) {
                case 1 -> {
                    var type = new WireReader(in.bytes());
                    while (type.hasMore()) {
                        int field = (int) type.varint() >>> 3;
                        String text = Scalars.text(type.bytes());
                        apiVersion = field == 1 ? text : apiVersion;
                        kind = field == 2 ? text : kind;
                    }
                }
                case 2 -> raw = in.bytes();
                default -> in.skip(tag & 7);
            }
        }
        ObjectNode object =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("apiVersion", apiVersion)
                        .put("kind", kind);
        ByteBuffer content = raw;
        return MessageTypes.get()
                .message(apiVersion, kind)
                .map(
                        message -> {
                            message(content, message, object);
                            return object;
                        });
    }

    private static void message(ByteBuffer bytes, String type, ObjectNode into) {
        var in = new WireReader(bytes);
        var fields = MessageTypes.get().fields(type);
        while (in.hasMore()) {
            int tag = (int) in.varint();
            Field field = fields.get(tag >>> 3);
            if (field == null) {
                in.skip(tag & 7);
            } else if (field.inline()) {
                message(in.bytes(), field.type(), into);
            } else {
                field(in, tag & 7, field, into);
            }
        }
    }

    private static void field(WireReader in, int wireType, Field field, ObjectNode into) {
        String type = field.type();
        if (type.startsWith("[]")) {
            into.withArray(field.name()).add(value(in, wireType, type.substring(2)));
        } else if (type.startsWith("{}")) {
            entry(in.bytes(), type.substring(2), into.withObject(field.name()));
        } else {
            JsonNode value = value(in, wireType, type);
            if (!value.isNull() && !(field.dropsZero() && Scalars.isZero(value))) {
                into.set(field.name(), value);
            }
        }
    }

    private static void entry(ByteBuffer bytes, String type, ObjectNode into) {
        var in = new WireReader(bytes);
        String key = "";
        JsonNode value =
                type.equals("s") || type.equals("y") ? into.textNode("") : into.objectNode();
        while (in.hasMore()) {
            int tag = (int) in.varint();
            if (tag >>> 3 == 1) {
                key = Scalars.text(in.bytes());
            } else {
                value = value(in, tag & 7, type);
            }
        }
        into.set(key, value);
    }

    private static JsonNode value(WireReader in, int wireType, String type) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (wireType) {
            case WireReader.VARINT -> {
                long number = in.varint();
                yield type.equals("b") ? json.booleanNode(number != 0) : Scalars.number(number);
            }
            case WireReader.FIXED64 -> json.numberNode(in.fixed64());
            case WireReader.BYTES -> bytes(in.bytes(), type);
            default -> throw new BufferUnderflowException();
        };
    }

    private static JsonNode bytes(ByteBuffer bytes, String type) {
        if (type.length() == 1) {
            return Scalars.read(bytes, type.charAt(0));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        message(bytes, type, object);
        return object;
    }
}
