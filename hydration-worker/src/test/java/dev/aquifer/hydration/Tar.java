package dev.aquifer.hydration;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tars as nobody should. */
final class Tar {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Tar file(String name, byte[] bytes) {
        return entry('0', name, "", bytes.length, bytes);
    }

    Tar link(String name, String target) {
        return entry('2', name, target, 0, new byte[0]);
    }

    Tar hardLink(String name, String target) {
        return entry('1', name, target, 0, new byte[0]);
    }

    Tar entry(char type, String name, String target, long size, byte[] bytes) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, "%011o\0".formatted(size));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        out.writeBytes(header);
        out.writeBytes(bytes);
        out.writeBytes(new byte[-bytes.length & 511]);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(out.toByteArray());
        all.writeBytes(new byte[1024]);
        return all.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
