package dev.aquifer.events.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sample of any event, the same on each run: all fields set, or only those that must be. */
record Samples(boolean optionalFields) {

    Event of(Class<? extends Event> event) {
        return event.cast(record(event));
    }

    private Object record(Class<?> type) {
        try {
            var components = type.getRecordComponents();
            var constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(
                    Arrays.stream(components).map(this::component).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a sample of " + type, e);
        }
    }

    private @Nullable Object component(RecordComponent component) {
        boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return optional && !optionalFields
                ? null
                : value(component.getName(), component.getGenericType());
    }

    private Object value(String name, Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getRawType() == List.class
                    ? List.of(value(name, parameterized.getActualTypeArguments()[0]))
                    : Map.of("key", "value");
        }
        return switch (((Class<?>) type).getSimpleName()) {
            case "String" -> "a-" + name.toLowerCase(java.util.Locale.ROOT);
            case "long", "Long" -> 7L;
            case "int", "Integer" -> 3;
            case "boolean", "Boolean" -> true;
            case "Instant" -> Instant.parse("2026-01-02T03:04:05.678Z");
            case "JsonNode" -> JSON_SAMPLE;
            case "ResourceRef" -> ResourceRef.parse("ModelCache/ml-team/qwen");
            case "Uid" -> new Uid("7d1c3a52-0000-4000-8000-000000000001");
            case "WorkId" -> new WorkId("work-1");
            case "ClusterName" -> new ClusterName("cluster-a");
            default ->
                    ((Class<?>) type).isEnum()
                            ? ((Class<?>) type).getEnumConstants()[0]
                            : record((Class<?>) type);
        };
    }

    private static final JsonNode JSON_SAMPLE =
            EventCodec.JSON.createObjectNode().put("any", "json");
}
