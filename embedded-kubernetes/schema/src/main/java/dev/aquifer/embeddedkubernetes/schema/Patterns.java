package dev.aquifer.embeddedkubernetes.schema;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Regular expressions of schemas, compiled once. RE2's syntax is nearly Java's; what is written in
 * schemas is the part they share.
 */
final class Patterns {
    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private Patterns() {}

    static boolean find(String pattern, String text) {
        return COMPILED.computeIfAbsent(pattern, Patterns::compile).matcher(text).find();
    }

    /** Go's {@code $} is the very end, Java's also stands before a last line break. */
    private static Pattern compile(String pattern) {
        return Pattern.compile(
                pattern.endsWith("$") && !pattern.endsWith("\\$")
                        ? pattern.substring(0, pattern.length() - 1) + "\\z"
                        : pattern);
    }
}
