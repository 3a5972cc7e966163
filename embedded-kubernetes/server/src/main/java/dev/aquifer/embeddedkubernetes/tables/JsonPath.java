package dev.aquifer.embeddedkubernetes.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The simple JSON paths of printer columns: fields, quoted fields, indexes, {@code [*]} and filters
 * like {@code [?(@.type=="Ready")]}.
 */
final class JsonPath {
    private static final Pattern STEP =
            Pattern.compile(
                    "\\.((?:[^.\\[\\\\]|\\\\.)+)|\\[['\"]([^'\"]+)['\"]\\]|\\[(-?\\d+|\\*)\\]|\\[\\?\\((.+?)\\)\\]");
    private static final Pattern FILTER =
            Pattern.compile("\\s*@((?:\\.|\\[).+?)\\s*(?:(==|!=|<=|>=|<|>)\\s*(.+?)\\s*)?");

    private final List<Function<JsonNode, Stream<JsonNode>>> steps;

    private JsonPath(List<Function<JsonNode, Stream<JsonNode>>> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Reads {@code .a.b} or {@code {.a.b}}; what is not understood finds nothing. */
    static JsonPath parse(String path) {
        String bare =
                path.startsWith("{") && path.endsWith("}")
                        ? path.substring(1, path.length() - 1)
                        : path;
        var steps = new ArrayList<Function<JsonNode, Stream<JsonNode>>>();
        Matcher matcher = STEP.matcher(bare);
        int end = 0;
        while (end < bare.length() && matcher.find(end) && matcher.start() == end) {
            steps.add(step(matcher));
            end = matcher.end();
        }
        if (end < bare.length()) {
            steps.add(node -> Stream.empty());
        }
        return new JsonPath(steps);
    }

    List<JsonNode> find(JsonNode root) {
        Stream<JsonNode> found = Stream.of(root);
        for (var step : steps) {
            found = found.flatMap(step);
        }
        return found.toList();
    }

    private static Function<JsonNode, Stream<JsonNode>> step(Matcher matcher) {
        if (matcher.group(1) != null) {
            return field(matcher.group(1).replaceAll("\\\\(.)", "$1"));
        }
        if (matcher.group(2) != null) {
            return field(matcher.group(2));
        }
        if (matcher.group(3) != null) {
            return index(matcher.group(3));
        }
        return filter(matcher.group(4));
    }

    private static Function<JsonNode, Stream<JsonNode>> field(String name) {
        return name.equals("*") ? JsonPath::elements : node -> present(node.path(name));
    }

    private static Function<JsonNode, Stream<JsonNode>> index(String index) {
        if (index.equals("*")) {
            return JsonPath::elements;
        }
        int number = Integer.parseInt(index);
        return node -> present(node.path(number < 0 ? node.size() + number : number));
    }

    private static Function<JsonNode, Stream<JsonNode>> filter(String condition) {
        Matcher matcher = FILTER.matcher(condition);
        if (!matcher.matches()) {
            return node -> Stream.empty();
        }
        JsonPath left = parse(matcher.group(1));
        String operator = matcher.group(2);
        if (operator == null) {
            return node -> elements(node).filter(element -> !left.find(element).isEmpty());
        }
        String right = matcher.group(3).replaceAll("^['\"]|['\"]$", "");
        return node ->
                elements(node)
                        .filter(
                                element ->
                                        left.find(element).stream()
                                                .anyMatch(value -> holds(value, operator, right)));
    }

    private static boolean holds(JsonNode value, String operator, String right) {
        boolean numbers = value.isNumber() && right.matches("-?\\d+(\\.\\d+)?");
        int order =
                numbers
                        ? Double.compare(value.asDouble(), Double.parseDouble(right))
                        : value.asText().compareTo(right);
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }

    private static Stream<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static Stream<JsonNode> present(JsonNode node) {
        return node.isMissingNode() ? Stream.empty() : Stream.of(node);
    }
}
