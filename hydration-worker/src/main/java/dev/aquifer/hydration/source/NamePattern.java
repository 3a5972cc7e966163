package dev.aquifer.hydration.source;

import java.util.List;

/**
 * Patterns as hubs' own tools know them: {@code *} stands for any characters, slashes included,
 * {@code ?} for one, and a pattern that ends in a slash for all that is in that folder. Matching
 * takes time in proportion to both lengths, whatever the pattern.
 */
final class NamePattern {

    private NamePattern() {}

    static boolean any(List<String> patterns, String path) {
        return patterns.stream()
                .anyMatch(
                        pattern -> matches(pattern.endsWith("/") ? pattern + "*" : pattern, path));
    }

    static boolean matches(String pattern, String path) {
        int p = 0;
        int star = -1;
        int mark = 0;
        for (int i = 0; i < path.length(); ) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = i;
            } else if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == path.charAt(i))) {
                p++;
                i++;
            } else if (star >= 0) {
                p = star + 1;
                i = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
