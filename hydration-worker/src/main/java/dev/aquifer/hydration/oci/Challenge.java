package dev.aquifer.hydration.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way to prove who asks that a registry offers with its refusal.
 *
 * @param scheme in lower case
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "\\G[\\s,]*("
                            + TOKEN
                            + ")\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|("
                            + TOKEN
                            + "))");
    private static final Pattern SCHEME = Pattern.compile("\\G[\\s,]*(" + TOKEN + ")(?=\\s|,|$)");
    private static final int LONGEST = 8192;

    /** Reads a header field with any number of challenges; stops where it makes no sense. */
    static List<Challenge> all(String field) {
        List<Challenge> challenges = new ArrayList<>();
        if (field.length() > LONGEST) {
            return challenges;
        }
        Matcher matcher = SCHEME.matcher(field);
        int at = 0;
        while (matcher.usePattern(SCHEME).find(at)) {
            Map<String, String> parameters = new LinkedHashMap<>();
            challenges.add(new Challenge(lower(matcher.group(1)), parameters));
            at = matcher.end();
            matcher.usePattern(PARAMETER);
            while (matcher.find(at)) {
                String quoted = matcher.group(2);
                parameters.putIfAbsent(
                        lower(matcher.group(1)),
                        quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
                at = matcher.end();
            }
        }
        return challenges;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
