package dev.aquifer.hydration.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Status and header of an answer. Names are lower-case; a name that came several times has its
 * values joined by commas, except that two different lengths are an error.
 */
public record ResponseHead(int status, Map<String, String> header) {

    private static final int MOST_FIELDS = 200;

    static ResponseHead parse(byte[] bytes) throws MalformedAnswer {
        List<String> lines =
                new String(bytes, StandardCharsets.ISO_8859_1)
                        .lines()
                        .takeWhile(line -> !line.isEmpty())
                        .toList();
        if (lines.isEmpty() || lines.size() > MOST_FIELDS) {
            throw new MalformedAnswer("an answer without a usable head");
        }
        Map<String, String> header = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                throw new MalformedAnswer("an answer with a malformed header");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            String before = header.put(name, value);
            if (before != null && !before.equals(value)) {
                if (name.equals("content-length") || name.equals("content-range")) {
                    throw new MalformedAnswer("an answer with two values of " + name);
                }
                header.put(name, before + ", " + value);
            }
        }
        return new ResponseHead(status(lines.getFirst()), Map.copyOf(header));
    }

    private static int status(String line) throws MalformedAnswer {
        boolean http1 = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
        if (http1 && line.length() >= 12 && (line.length() == 12 || line.charAt(12) == ' ')) {
            String digits = line.substring(9, 12);
            if (digits.chars().allMatch(c -> c >= '0' && c <= '9') && digits.charAt(0) != '0') {
                return Integer.parseInt(digits);
            }
        }
        throw new MalformedAnswer("an answer that is not HTTP/1.1");
    }

    /** A header field, if it came. */
    public Optional<String> field(String lowerCaseName) {
        return Optional.ofNullable(header.get(lowerCaseName));
    }

    /** The length of the body as announced. */
    public Optional<Long> length() throws MalformedAnswer {
        String length = header.get("content-length");
        if (length == null) {
            return Optional.empty();
        }
        if (length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedAnswer("an answer with an absurd Content-Length");
        }
        if (length.isEmpty()) {
            throw new MalformedAnswer("an answer with an empty Content-Length");
        }
        return Optional.of(Long.parseLong(length));
    }

    /** Whether the connection may be used again after this answer. */
    boolean keepsAlive() {
        return !field("connection").orElse("").toLowerCase(Locale.ROOT).contains("close");
    }
}
