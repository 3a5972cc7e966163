package dev.aquifer.embeddedkubernetes.schema;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The string formats that an API server checks; others are only documentation. */
final class Formats {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 =
            Pattern.compile("%1$s\\.%1$s\\.%1$s\\.%1$s".formatted(BYTE));
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern DURATION =
            Pattern.compile(
                    "[-+]?(\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))*|[-+]?0|\\s*\\d+\\s*[a-z]+\\s*");
    private static final Pattern HOST =
            Pattern.compile(
                    "(?i)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern DATE_TIME =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[-+]\\d\\d:?\\d\\d)?");

    private static final Map<String, Predicate<String>> CHECKS =
            Map.ofEntries(
                    Map.entry("date-time", Formats::isDateTime),
                    Map.entry("datetime", Formats::isDateTime),
                    Map.entry("date", Formats::isDate),
                    Map.entry("duration", t -> DURATION.matcher(t).matches()),
                    Map.entry("byte", Formats::isBase64),
                    Map.entry("uuid", t -> UUID.matcher(t).matches()),
                    Map.entry("ipv4", t -> IPV4.matcher(t).matches()),
                    Map.entry("ipv6", Formats::isIpv6),
                    Map.entry("cidr", Formats::isCidr),
                    Map.entry("hostname", t -> t.length() <= 255 && HOST.matcher(t).matches()),
                    Map.entry("uri", Formats::isUri),
                    Map.entry("email", t -> t.matches("[^@\\s]+@[^@\\s]+")),
                    Map.entry("mac", t -> t.matches("(?i)([0-9a-f]{2}[:-]){5}[0-9a-f]{2}")));

    private Formats() {}

    static boolean matches(String format, String text) {
        Predicate<String> check = CHECKS.get(format);
        return check == null || check.test(text);
    }

    private static boolean isDateTime(String text) {
        if (!DATE_TIME.matcher(text).matches()) {
            return false;
        }
        try {
            LocalDate.parse(text.substring(0, 10));
            return Integer.parseInt(text.substring(11, 13)) < 24
                    && Integer.parseInt(text.substring(14, 16)) < 60
                    && Integer.parseInt(text.substring(17, 19)) < 61;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** A date-time that a built-in kind can hold: RFC 3339 with a zone. */
    static boolean isRfc3339(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            return text.length() % 4 == 0 && decoded.length <= text.length();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    static boolean isIpv6(String text) {
        return text.contains(":")
                && text.matches("[0-9a-fA-F:.]{2,45}")
                && !text.contains(":::")
                && groups(text);
    }

    private static boolean groups(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::")) {
            return false;
        }
        int count = 0;
        for (String group : text.split(":")) {
            boolean address = group.contains(".");
            if (group.length() > 4 && !(address && isIpv4(group))) {
                return false;
            }
            count += group.isEmpty() ? 0 : address ? 2 : 1;
        }
        return gap >= 0 ? count <= 7 : count == 8;
    }

    private static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return false;
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        String address = text.substring(0, slash);
        return (isIpv4(address) && bits <= 32) || (isIpv6(address) && bits <= 128);
    }

    private static boolean isUri(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
