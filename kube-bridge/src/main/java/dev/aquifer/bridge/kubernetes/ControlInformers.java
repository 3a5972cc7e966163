package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.ControlView;
import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Watches all our kinds; goes on by itself when the API was away. */
public final class ControlInformers implements ControlView, AutoCloseable {
    private final Map<Kind, SharedIndexInformer<GenericKubernetesResource>> informers =
            new EnumMap<>(Kind.class);

    ControlInformers(KubernetesClient client) {
        for (var kind : Kind.values()) {
            informers.put(kind, informer(client, kind));
        }
    }

    /** Begins, and tells of all that happens; ends when all kinds were listed. */
    public CompletableFuture<Void> start(ControlListener listener) {
        return CompletableFuture.allOf(
                informers.values().stream()
                        .map(i -> i.addEventHandler(new Handler(listener)).start())
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new));
    }

    private static SharedIndexInformer<GenericKubernetesResource> informer(
            KubernetesClient client, Kind kind) {
        var context =
                new ResourceDefinitionContext.Builder()
                        .withGroup(Kind.GROUP)
                        .withVersion(Kind.VERSION)
                        .withKind(kind.kindName())
                        .withPlural(kind.plural())
                        .withNamespaced(kind.namespaced())
                        .build();
        var resources = client.genericKubernetesResources(context);
        var informer =
                kind.namespaced()
                        ? resources.inAnyNamespace().runnableInformer(0)
                        : resources.runnableInformer(0);
        return informer.removeNamespaceIndex()
                .itemStore(new WithoutManagers())
                .exceptionHandler((started, failure) -> true);
    }

    /**
     * Whether it goes on by itself, with all kinds. That the API is away right now is seen
     * elsewhere: a watch over plain HTTP does not tell until something happens.
     */
    public boolean running() {
        return informers.values().stream().allMatch(SharedIndexInformer::isRunning);
    }

    @Override
    public @Nullable Resource get(ResourceRef ref) {
        var kind = Kind.named(ref.kind());
        if (kind.isEmpty()) {
            return null;
        }
        var namespace = ref.namespaceOrNull();
        var key = namespace == null ? ref.name() : namespace + "/" + ref.name();
        var found = informer(kind.get()).getStore().getByKey(key);
        return found == null ? null : Resources.resource(found);
    }

    private SharedIndexInformer<GenericKubernetesResource> informer(Kind kind) {
        var informer = informers.get(kind);
        if (informer == null) {
            throw new IllegalStateException("no informer of " + kind);
        }
        return informer;
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
    }

    /** Keeps objects without what only the API server needs of them. */
    private static final class WithoutManagers extends BasicItemStore<GenericKubernetesResource> {
        WithoutManagers() {
            super(Cache::metaNamespaceKeyFunc);
        }

        @Override
        public @Nullable GenericKubernetesResource put(
                String key, GenericKubernetesResource object) {
            object.getMetadata().setManagedFields(null);
            return super.put(key, object);
        }
    }

    private record Handler(ControlListener listener)
            implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource object) {
            listener.changed(Resources.ref(object));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            var ref = Resources.ref(after);
            if (Resources.resource(before).sameButStatus(Resources.resource(after))) {
                listener.statusChanged(ref);
            } else {
                listener.changed(ref);
            }
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean finalStateUnknown) {
            if (finalStateUnknown) {
                listener.changed(Resources.ref(object));
            } else {
                listener.deleted(Resources.ref(object), new Uid(object.getMetadata().getUid()));
            }
        }
    }
}
