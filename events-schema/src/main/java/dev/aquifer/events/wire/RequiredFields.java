package dev.aquifer.events.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Null comes into our records only by JSON that lacks a field. What is not {@code @Nullable} must
 * be there: found here, at the door, by reflection over the record's components.
 */
final class RequiredFields {
    private RequiredFields() {}

    /** The path of the first component that is null and must not be. */
    static Optional<String> firstAbsent(Object record) {
        for (var component : record.getClass().getRecordComponents()) {
            var value = read(component, record);
            if (value == null) {
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    return Optional.of(component.getName());
                }
                continue;
            }
            var below = below(component.getName(), value);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> below(String name, Object value) {
        if (value instanceof Record nested) {
            return firstAbsent(nested).map(path -> name + "." + path);
        }
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                var below = below(name + "[" + i + "]", list.get(i));
                if (below.isPresent()) {
                    return below;
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Object read(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
