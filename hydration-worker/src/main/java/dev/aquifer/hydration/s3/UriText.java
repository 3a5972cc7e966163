package dev.aquifer.hydration.s3;

import java.nio.charset.StandardCharsets;

/** Percent-encoding as signatures want it: all but letters, digits and four other characters. */
final class UriText {

    private static final String UNRESERVED = "-._~";

    private UriText() {}

    /** Encodes a name or a value of a query. */
    static String component(String text) {
        return encoded(text, UNRESERVED);
    }

    /** Encodes a path, whose slashes stay. */
    static String path(String text) {
        return encoded(text, UNRESERVED + "/");
    }

    private static String encoded(String text, String kept) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (plain || (c >= '0' && c <= '9') || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}
