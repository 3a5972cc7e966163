package dev.aquifer.hydration.http;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An address to fetch from. It is printed without its query, because a presigned query is a secret.
 *
 * @param origin who answers
 * @param path path as it goes over the wire
 * @param query query with its question mark, or nothing
 */
public record WebAddress(Origin origin, String path, String query) {

    private static final int LONGEST = 8192;

    /** Reads an absolute address; credentials in it are refused. */
    public static WebAddress parse(String text) {
        return of(uri(text), text);
    }

    /** Reads the target of a redirect or link, relative to this address. */
    public WebAddress resolve(String location) {
        if (location.startsWith("?")) {
            return parse(origin + path + location); // URI would drop the last segment.
        }
        return of(uri(origin + path).resolve(uri(location)), location);
    }

    /** Another path of the same origin, already encoded. */
    public WebAddress withPath(String encodedPath) {
        return new WebAddress(origin, encodedPath, "");
    }

    /** What stands in the request line. */
    String target() {
        return path + query;
    }

    /** The whole address, secrets included: for hashing and requests only. */
    public String exposed() {
        return origin + target();
    }

    @Override
    public String toString() {
        return origin + path;
    }

    private static WebAddress of(URI uri, String text) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw forbidden("only http and https addresses are fetched");
        }
        if (uri.getRawUserInfo() != null || authority(text).contains("@")) {
            throw forbidden("an address with credentials in it is refused");
        }
        if (uri.getHost() == null) {
            throw forbidden("the address has no valid host");
        }
        int port = uri.getPort() == -1 ? (scheme.equals("https") ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw forbidden("the address has no valid port");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new WebAddress(
                new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port),
                path.isEmpty() ? "/" : path,
                query);
    }

    private static String authority(String text) {
        int start = text.indexOf("://");
        if (start < 0) {
            return "";
        }
        int end = start + 3;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(start + 3, end);
    }

    private static URI uri(String text) {
        if (text.length() > LONGEST) {
            throw forbidden("the address is longer than " + LONGEST + " characters");
        }
        try {
            return new URI(encoded(text));
        } catch (URISyntaxException e) {
            throw forbidden("not an address that can be fetched");
        }
    }

    /** Percent-encodes what servers put into Location headers although they should not. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (c < ' ' || c == 0x7f) {
                throw forbidden("the address holds a control character");
            }
            if (c == ' ' || c > 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
                encoded.append("%%%02X".formatted(c));
            } else {
                encoded.append((char) c);
            }
        }
        return encoded.toString();
    }

    private static HydrationFailed forbidden(String message) {
        return new HydrationFailed(Code.ORIGIN_FORBIDDEN, message);
    }
}
