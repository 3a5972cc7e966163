package dev.aquifer.embeddedkubernetes.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A label selector: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1}. */
record LabelSelector(List<Predicate<Map<String, String>>> requirements)
        implements Predicate<Map<String, String>> {
    private static final Pattern SET =
            Pattern.compile("([^\\s=!,<>()]+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern COMPARED =
            Pattern.compile("([^\\s=!,<>()]+)\\s*(==|=|!=|<|>)\\s*([^\\s=!,<>()]*)");
    private static final Pattern PRESENT = Pattern.compile("(!?)\\s*([^\\s=!,<>()]+)");

    static LabelSelector parse(String selector) {
        var requirements = new ArrayList<Predicate<Map<String, String>>>();
        for (String part : parts(selector)) {
            requirements.add(requirement(part, selector));
        }
        return new LabelSelector(requirements);
    }

    @Override
    public boolean test(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }

    private static List<String> parts(String selector) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(selector.substring(start, i).strip());
                start = i + 1;
            }
        }
        String last = selector.substring(start).strip();
        if (!last.isEmpty()) {
            parts.add(last);
        }
        return parts;
    }

    private static Predicate<Map<String, String>> requirement(String part, String selector) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values =
                    Arrays.stream(set.group(3).split(",", -1))
                            .map(String::strip)
                            .collect(Collectors.toSet());
            return set.group(2).equals("in")
                    ? labels -> labels.containsKey(key) && values.contains(labels.get(key))
                    : labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
        }
        Matcher compared = COMPARED.matcher(part);
        if (compared.matches()) {
            return compared(compared.group(1), compared.group(2), compared.group(3), selector);
        }
        Matcher present = PRESENT.matcher(part);
        if (present.matches()) {
            String key = present.group(2);
            return present.group(1).isEmpty()
                    ? labels -> labels.containsKey(key)
                    : labels -> !labels.containsKey(key);
        }
        throw unparseable(selector);
    }

    private static Predicate<Map<String, String>> compared(
            String key, String operator, String value, String selector) {
        return switch (operator) {
            case "!=" -> labels -> !value.equals(labels.get(key));
            case ">", "<" -> {
                long bound = number(value, selector);
                int sign = operator.equals(">") ? 1 : -1;
                yield labels ->
                        labels.containsKey(key)
                                && labels.getOrDefault(key, "").matches("-?\\d{1,18}")
                                && Long.signum(
                                                Long.compare(
                                                        Long.parseLong(
                                                                labels.getOrDefault(key, "0")),
                                                        bound))
                                        == sign;
            }
            default -> labels -> value.equals(labels.get(key));
        };
    }

    private static long number(String value, String selector) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw unparseable(selector);
        }
    }

    private static Refusal unparseable(String selector) {
        return Refusal.badRequest(
                "unable to parse requirement: found '%s', expected: a label selector"
                        .formatted(selector));
    }
}
