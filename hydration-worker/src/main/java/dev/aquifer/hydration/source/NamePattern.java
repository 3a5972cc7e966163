package dev.aquifer.hydration.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Patterns as hubs' own tools know them, which is as Python's {@code fnmatch} does: {@code *}
 * stands for any characters, slashes included, {@code ?} for one, {@code [abc]}, {@code [a-z]} and
 * {@code [!a-z]} for one of a class, and a pattern that ends in a slash for all that is in that
 * folder. Matching takes time in proportion to both lengths, whatever the pattern.
 */
final class NamePattern {

    private NamePattern() {}

    static boolean any(List<String> patterns, String path) {
        return patterns.stream()
                .anyMatch(
                        pattern -> matches(pattern.endsWith("/") ? pattern + "*" : pattern, path));
    }

    /** What one character of a pattern, or a class of them, stands for. */
    private sealed interface Piece {
        /** Any characters, or none. */
        record Any() implements Piece {}

        /** One character, whatever it is. */
        record One() implements Piece {}

        /** This one. */
        record Literal(char character) implements Piece {}

        /** One that is in a class, or one that is not. */
        record OneOf(boolean negated, List<Range> ranges) implements Piece {}

        /** Characters from the first to the last, both included; none when they are swapped. */
        record Range(char first, char last) {}

        default boolean fits(char c) {
            return switch (this) {
                case Any any -> false;
                case One one -> true;
                case Literal literal -> literal.character() == c;
                case OneOf of -> of.negated() != of.ranges().stream().anyMatch(r -> in(r, c));
            };
        }

        private static boolean in(Range range, char c) {
            return range.first() <= c && c <= range.last();
        }
    }

    private static final Piece ANY = new Piece.Any();

    static boolean matches(String pattern, String path) {
        List<Piece> pieces = pieces(pattern);
        int p = 0;
        int star = -1;
        int mark = 0;
        for (int i = 0; i < path.length(); ) {
            if (p < pieces.size() && pieces.get(p).equals(ANY)) {
                star = p++;
                mark = i;
            } else if (p < pieces.size() && pieces.get(p).fits(path.charAt(i))) {
                p++;
                i++;
            } else if (star >= 0) {
                p = star + 1;
                i = ++mark;
            } else {
                return false;
            }
        }
        while (p < pieces.size() && pieces.get(p).equals(ANY)) {
            p++;
        }
        return p == pieces.size();
    }

    private static List<Piece> pieces(String pattern) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int end = c == '[' ? end(pattern, i) : -1;
            if (end > 0) {
                pieces.add(oneOf(pattern.substring(i + 1, end)));
                i = end;
            } else {
                pieces.add(
                        switch (c) {
                            case '*' -> ANY;
                            case '?' -> new Piece.One();
                            default -> new Piece.Literal(c);
                        });
            }
        }
        return pieces;
    }

    /** Where the class ends that begins here; negative where it does not, and is no class. */
    private static int end(String pattern, int start) {
        int first = start + (pattern.startsWith("!", start + 1) ? 2 : 1);
        return pattern.indexOf(']', first + 1); // One that comes first belongs to the class.
    }

    private static Piece oneOf(String text) {
        boolean negated = text.startsWith("!");
        String members = negated ? text.substring(1) : text;
        List<Piece.Range> ranges = new ArrayList<>();
        for (int i = 0; i < members.length(); i++) {
            boolean range = i + 2 < members.length() && members.charAt(i + 1) == '-';
            ranges.add(new Piece.Range(members.charAt(i), members.charAt(range ? i + 2 : i)));
            i += range ? 2 : 0;
        }
        return new Piece.OneOf(negated, ranges);
    }
}
