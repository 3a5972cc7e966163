package dev.aquifer.sandbox.cluster.node;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code $(NAME)} in commands, arguments and variables, as Kubernetes expands it. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^()]*)\\)");

    private References() {}

    /**
     * Puts values in place; {@code $$(NAME)} stays {@code $(NAME)}, and what is not defined stays
     * as written.
     */
    static String expand(String text, Map<String, String> variables) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        return REFERENCE
                .matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        match.group(1) == null
                                                ? "$"
                                                : variables.getOrDefault(
                                                        match.group(1), match.group())));
    }
}
