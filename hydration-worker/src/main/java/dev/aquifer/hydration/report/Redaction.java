package dev.aquifer.hydration.report;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The last gate before output: removes every known secret, credentials in addresses and query
 * strings, whoever let them slip into a message.
 */
public final class Redaction {

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s@\"]+@");
    private static final Pattern QUERY = Pattern.compile("(https?://[^\\s?\"']+)\\?[^\\s\"']*");

    private final List<String> secrets;

    /** Knows what must never be said. */
    public Redaction(Collection<String> secrets) {
        this.secrets =
                secrets.stream().map(String::strip).filter(secret -> !secret.isEmpty()).toList();
    }

    /** The text without any of it. */
    public String clean(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, "[redacted]");
        }
        if (clean.contains("://")) {
            clean = USER_INFO.matcher(clean).replaceAll("");
            clean = QUERY.matcher(clean).replaceAll("$1?[redacted]");
        }
        return clean;
    }
}
