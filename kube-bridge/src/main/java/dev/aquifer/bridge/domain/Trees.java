package dev.aquifer.bridge.domain;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Comparing JSON that is held as maps, lists and values; numbers by what they are worth. */
final class Trees {
    private Trees() {}

    /** Whether both are the same JSON; null and absent are one. */
    static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)))
                    && b.keySet().stream()
                            .allMatch(key -> a.containsKey(key) || b.get(key) == null);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return a.size() == b.size() && pairwise(a, b, Trees::same);
        }
        return sameValue(left, right);
    }

    /**
     * Whether all that {@code part} says is also said by {@code whole}; lists are compared whole.
     */
    static boolean within(@Nullable Object part, @Nullable Object whole) {
        if (part instanceof Map<?, ?> a && whole instanceof Map<?, ?> b) {
            return a.keySet().stream().allMatch(key -> within(a.get(key), b.get(key)));
        }
        if (part instanceof List<?> a && whole instanceof List<?> b) {
            return a.size() == b.size() && pairwise(a, b, Trees::within);
        }
        return sameValue(part, whole);
    }

    /**
     * The JSON merge patch (RFC 7386) that turns one into the other; empty when they are the same.
     */
    static Optional<Map<String, @Nullable Object>> mergePatch(
            Map<String, Object> from, Map<String, Object> to) {
        var patch = new LinkedHashMap<String, @Nullable Object>();
        from.keySet().stream().filter(key -> to.get(key) == null).forEach(k -> patch.put(k, null));
        to.forEach(
                (key, wanted) -> {
                    var actual = from.get(key);
                    if (!same(actual, wanted)) {
                        patch.put(key, change(actual, wanted));
                    }
                });
        patch.entrySet().removeIf(e -> e.getValue() == null && from.get(e.getKey()) == null);
        return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
    }

    @SuppressWarnings("unchecked") // JSON objects have no other keys than strings
    private static Object change(@Nullable Object actual, Object wanted) {
        if (actual instanceof Map<?, ?> from && wanted instanceof Map<?, ?> to) {
            return mergePatch((Map<String, Object>) from, (Map<String, Object>) to).orElseThrow();
        }
        return wanted;
    }

    private static boolean sameValue(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        return left == null ? right == null : left.equals(right);
    }

    private static boolean pairwise(List<?> left, List<?> right, Comparison comparison) {
        for (int i = 0; i < left.size(); i++) {
            if (!comparison.holds(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private interface Comparison {
        boolean holds(@Nullable Object left, @Nullable Object right);
    }
}
