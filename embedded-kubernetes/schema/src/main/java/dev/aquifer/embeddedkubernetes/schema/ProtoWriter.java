package dev.aquifer.embeddedkubernetes.schema;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the few protobuf forms that a document needs: texts, flags and messages inside of
 * messages.
 */
final class ProtoWriter {
    private static final int LENGTH_DELIMITED = 2;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A text; nothing when it is empty, as in proto3. */
    ProtoWriter text(int field, String text) {
        return text.isEmpty() ? this : bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    ProtoWriter flag(int field, boolean value) {
        if (value) {
            varint(field << 3);
            out.write(1);
        }
        return this;
    }

    ProtoWriter message(int field, ProtoWriter message) {
        return bytes(field, message.bytes());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private ProtoWriter bytes(int field, byte[] content) {
        varint((field << 3) | LENGTH_DELIMITED);
        varint(content.length);
        out.writeBytes(content);
        return this;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
