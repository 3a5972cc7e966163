package dev.aquifer.events.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Null comes into our records only by JSON that lacks a field. What is not {@code @Nullable} must
 * be there: found here, at the door, by reflection over the record's components.
 */
final class RequiredFields {
    /** Each look at a class makes its components and their accessors anew, so it is done once. */
    private static final ClassValue<List<Component>> COMPONENTS =
            new ClassValue<>() {
                @Override
                protected List<Component> computeValue(Class<?> record) {
                    return Arrays.stream(record.getRecordComponents()).map(Component::of).toList();
                }
            };

    private RequiredFields() {}

    private record Component(String name, Method accessor, boolean nullable) {
        static Component of(RecordComponent component) {
            return new Component(
                    component.getName(),
                    component.getAccessor(),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }

        @Nullable Object of(Object record) {
            try {
                return accessor.invoke(record);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read " + name, e);
            }
        }
    }

    /** The path of the first component that is null and must not be. */
    static Optional<String> firstAbsent(Object record) {
        for (var component : COMPONENTS.get(record.getClass())) {
            var value = component.of(record);
            if (value == null) {
                if (!component.nullable()) {
                    return Optional.of(component.name());
                }
                continue;
            }
            var below = below(component.name(), value);
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
}
