package dev.aquifer.status.query;

import dev.aquifer.events.ResourceRef;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What somebody may have meant who misspelt a name. */
final class NearNames {
    private static final int MOST = 5;

    private NearNames() {}

    /** Names of kinds that are like that word. */
    static List<String> kinds(String word) {
        var lower = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(Kinds.values())
                .filter(
                        k ->
                                Stream.of(k.singular(), k.plural())
                                        .anyMatch(name -> isNear(lower, name)))
                .map(Kinds::singular)
                .limit(MOST)
                .toList();
    }

    /**
     * Resources that are there and are called much like that: first those of the kind, by how near
     * the name is, then others of the very name.
     */
    static List<ResourceRef> resources(
            Collection<ResourceRef> known, String kind, String namespace, String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var alike =
                known.stream()
                        .filter(r -> r.kind().equals(kind) && isNear(lower, r.name()))
                        .sorted(
                                Comparator.<ResourceRef>comparingInt(r -> distance(lower, r.name()))
                                        .thenComparing(r -> !r.namespace().equals(namespace))
                                        .thenComparing(Comparator.naturalOrder()));
        var others =
                known.stream()
                        .filter(r -> !r.kind().equals(kind) && r.name().equals(lower))
                        .sorted();
        return Stream.concat(alike, others).limit(MOST).toList();
    }

    private static boolean isNear(String asked, String there) {
        int allowed = Math.max(2, there.length() / 4);
        boolean begins = there.startsWith(asked) || asked.startsWith(there);
        return distance(asked, there) <= allowed || (begins && asked.length() >= 3);
    }

    /** Letters to add, drop, change, or swap with their neighbour. */
    static int distance(String one, String other) {
        var rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : cheapest(rows, one, other, i, j);
            }
        }
        return rows[one.length()][other.length()];
    }

    private static int cheapest(int[][] rows, String one, String other, int i, int j) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int best =
                Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + change);
        boolean swapped =
                i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
    }
}
