package dev.aquifer.embeddedkubernetes.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request's address. */
public record Query(Map<String, List<String>> values) {
    /** Copies the map. */
    public Query {
        values = Map.copyOf(values);
    }

    /** The first value; empty text when there is none. */
    public String text(String name) {
        return find(name).orElse("");
    }

    /** The first value that is not empty. */
    public Optional<String> find(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** Whether it is given as true ({@code true}, {@code 1}, or without a value). */
    public boolean flag(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        return !given.isEmpty()
                && !given.getFirst().equals("false")
                && !given.getFirst().equals("0");
    }

    /** A whole number. */
    public Optional<Long> number(String name) {
        return find(name).map(value -> number(name, value));
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw Refusal.badRequest("invalid value for %s: \"%s\"".formatted(name, value));
        }
    }
}
