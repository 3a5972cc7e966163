package dev.aquifer.embeddedkubernetes.resources;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of API versions: v2, v1, v1beta2, v1alpha1, then all else by name. */
final class Versions {
    private static final Pattern FORM = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    static final Comparator<String> NEWEST_FIRST =
            Comparator.comparingInt(Versions::maturity)
                    .thenComparingInt(version -> -number(version, 1))
                    .thenComparingInt(version -> -number(version, 3))
                    .thenComparing(Comparator.naturalOrder());

    private Versions() {}

    private static int maturity(String version) {
        Matcher matcher = FORM.matcher(version);
        if (!matcher.matches()) {
            return 3;
        }
        return matcher.group(2) == null ? 0 : matcher.group(2).equals("beta") ? 1 : 2;
    }

    private static int number(String version, int group) {
        Matcher matcher = FORM.matcher(version);
        return matcher.matches() && matcher.group(group) != null
                ? Integer.parseInt(matcher.group(group))
                : 0;
    }
}
