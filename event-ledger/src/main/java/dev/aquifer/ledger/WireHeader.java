package dev.aquifer.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;

/** A header as it is, also of records that nobody can read. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WireHeader(String name, byte[] value) {

    static WireHeader of(String name, String value) {
        return new WireHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The same, with no more than so many bytes of its value. */
    WireHeader cut(int most) {
        return value.length <= most ? this : new WireHeader(name, Arrays.copyOf(value, most));
    }

    static List<WireHeader> of(Iterable<Header> headers) {
        var copied = new ArrayList<WireHeader>();
        for (var header : headers) {
            copied.add(
                    new WireHeader(
                            header.key(), header.value() == null ? new byte[0] : header.value()));
        }
        return copied;
    }

    /** By name, as text; the last of a name counts. */
    static Map<String, String> text(Iterable<Header> headers) {
        var text = new LinkedHashMap<String, String>();
        for (var header : of(headers)) {
            text.put(header.name(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return text;
    }

    /** The last of that name as text; empty when there is none. */
    static String text(List<WireHeader> headers, String name) {
        var text = "";
        for (var header : headers) {
            if (header.name.equals(name)) {
                text = new String(header.value, StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    /** The form of the outbox: a count, then name, length and bytes of each. */
    static byte[] pack(List<WireHeader> headers) {
        var packed = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(packed)) {
            out.writeInt(headers.size());
            for (var header : headers) {
                out.writeUTF(header.name);
                out.writeInt(header.value.length);
                out.write(header.value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static List<WireHeader> unpack(byte[] packed) {
        try (var in = new DataInputStream(new ByteArrayInputStream(packed))) {
            int count = in.readInt();
            var headers = new ArrayList<WireHeader>(count);
            for (int i = 0; i < count; i++) {
                var name = in.readUTF();
                headers.add(new WireHeader(name, in.readNBytes(in.readInt())));
            }
            return headers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
