package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One watch for each kind, whoever listens: news only wake controllers, which then read for
 * themselves.
 */
final class News implements AutoCloseable {
    private static final long RESYNC_MILLIS = 60_000;

    private final Map<String, Supplier<SharedIndexInformer<?>>> sources = new HashMap<>();
    private final Map<String, List<Consumer<HasMetadata>>> listeners = new HashMap<>();
    private final List<SharedIndexInformer<?>> running = new ArrayList<>();

    /** Tells a listener of everything of a kind that is there, changes or goes. */
    <T extends HasMetadata> void on(
            String kind, Informable<T> source, Consumer<HasMetadata> listener) {
        listeners.computeIfAbsent(kind, _ -> new ArrayList<>()).add(listener);
        sources.putIfAbsent(
                kind,
                () -> {
                    var informer = source.runnableInformer(RESYNC_MILLIS);
                    informer.addEventHandler(new Fan<>(listeners.getOrDefault(kind, List.of())));
                    informer.run();
                    return informer;
                });
    }

    void start() {
        sources.values().forEach(source -> running.add(source.get()));
    }

    @Override
    public void close() {
        running.forEach(SharedIndexInformer::stop);
    }

    private record Fan<T extends HasMetadata>(List<Consumer<HasMetadata>> listeners)
            implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            listeners.forEach(listener -> listener.accept(object));
        }

        @Override
        public void onUpdate(T before, T now) {
            listeners.forEach(listener -> listener.accept(now));
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            listeners.forEach(listener -> listener.accept(object));
        }
    }
}
