package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Takes an informer's news: what is there now, and what is not any more. */
record Listener<T extends HasMetadata>(Consumer<T> seen, Consumer<T> gone)
        implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T resource) {
        seen.accept(resource);
    }

    @Override
    public void onUpdate(T before, T now) {
        seen.accept(now);
    }

    @Override
    public void onDelete(T resource, boolean finalStateUnknown) {
        gone.accept(resource);
    }
}
