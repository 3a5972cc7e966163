package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster shows of our objects, kept up to date by watches that ask for our label only. What
 * we wrote a moment ago is seen at once, though the watch is behind.
 */
final class Mirror implements AutoCloseable {
    private static final String BY_OWNER = "owner";
    private static final Duration FIRST_LIST = Duration.ofSeconds(20);
    private static final Duration BELIEVED = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Consumer<ObjectTree> changed;
    private final Map<String, SharedIndexInformer<GenericKubernetesResource>> informers =
            new ConcurrentHashMap<>();
    private final Map<String, Kinds.Resource> ours = new ConcurrentHashMap<>();
    private final Map<ObjectRef, Written> written = new ConcurrentHashMap<>();

    private record Written(ObjectTree object, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < BELIEVED.toNanos();
        }
    }

    /**
     * A mirror that watches nothing yet.
     *
     * @param changed hears of each object that appeared, changed or went
     */
    Mirror(KubernetesClient client, Consumer<ObjectTree> changed) {
        this.client = client;
        this.changed = changed;
    }

    /** Watches a kind from now on; returns once its first list is here. */
    void watch(Kinds.Resource resource, boolean oursOnly) {
        var key = key(resource.groupVersion(), resource.kind());
        if (!informers.containsKey(key)) {
            var informer = start(resource, oursOnly);
            informers.put(key, informer);
            if (oursOnly) {
                ours.put(key, resource);
            }
        }
    }

    boolean watches(Kinds.Resource resource) {
        return informers.containsKey(key(resource.groupVersion(), resource.kind()));
    }

    private SharedIndexInformer<GenericKubernetesResource> start(
            Kinds.Resource resource, boolean oursOnly) {
        var slash = resource.groupVersion().indexOf('/');
        var all =
                client.genericKubernetesResources(
                                new ResourceDefinitionContext.Builder()
                                        .withGroup(
                                                slash < 0
                                                        ? null
                                                        : resource.groupVersion()
                                                                .substring(0, slash))
                                        .withVersion(resource.groupVersion().substring(slash + 1))
                                        .withKind(resource.kind())
                                        .withPlural(resource.plural())
                                        .withNamespaced(resource.namespaced())
                                        .build())
                        .inAnyNamespace();
        var wanted = oursOnly ? all.withLabel(Ownership.MANAGED_BY, Ownership.AQUIFER) : all;
        var informer = wanted.runnableInformer(0);
        informer.addIndexers(
                Map.of(BY_OWNER, object -> List.of(Trees.of(object).label(Ownership.UID))));
        informer.addEventHandler(new Listener());
        informer.exceptionHandler((started, failure) -> true);
        try {
            informer.start()
                    .toCompletableFuture()
                    .get(FIRST_LIST.toMillis(), TimeUnit.MILLISECONDS);
            return informer;
        } catch (TimeoutException | ExecutionException e) {
            informer.stop();
            throw new ClusterAwayException(
                    "cannot list " + resource.plural() + ": " + Causes.inWords(e), e);
        } catch (InterruptedException e) {
            informer.stop();
            Thread.currentThread().interrupt();
            throw new ClusterAwayException("interrupted", e);
        }
    }

    private static String key(String groupVersion, String kind) {
        return groupVersion + "/" + kind;
    }

    /** Remembers what the cluster answered to a write, until the watch shows it. */
    void wrote(ObjectTree object) {
        written.put(object.ref(), new Written(object, System.nanoTime()));
    }

    /** Forgets what was written, when it proved to be gone. */
    void gone(ObjectRef ref) {
        written.remove(ref);
    }

    /** The object of that name, if it is ours and exists. */
    Optional<ObjectTree> find(ObjectRef ref) {
        var informer = informers.get(key(ref.apiVersion(), ref.kind()));
        @Nullable GenericKubernetesResource cached =
                informer == null ? null : informer.getIndexer().getByKey(storeKey(ref));
        var shown = Optional.ofNullable(cached).map(Trees::of);
        @Nullable Written own = written.get(ref);
        if (own == null) {
            return shown;
        }
        if (own.isFresh() && shown.map(s -> isOlder(s, own.object())).orElse(true)) {
            return Optional.of(own.object());
        }
        written.remove(ref, own);
        return shown;
    }

    private static String storeKey(ObjectRef ref) {
        return ref.namespace().isEmpty() ? ref.name() : ref.namespace() + "/" + ref.name();
    }

    /** By number, as resource versions of one kind are; what is no number is not older. */
    private static boolean isOlder(ObjectTree a, ObjectTree b) {
        try {
            return Long.parseLong(a.resourceVersion()) < Long.parseLong(b.resourceVersion());
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** All objects of a kind. */
    List<ObjectTree> all(String groupVersion, String kind) {
        var informer = informers.get(key(groupVersion, kind));
        return informer == null
                ? List.of()
                : informer.getStore().list().stream().map(Trees::of).toList();
    }

    /** Everything of one owner, of all kinds that are watched. */
    List<ObjectTree> ownedBy(String uid) {
        return informers.values().stream()
                .flatMap(informer -> informer.getIndexer().byIndex(BY_OWNER, uid).stream())
                .map(Trees::of)
                .toList();
    }

    /** Everything that is ours by its label. */
    List<ObjectTree> ours() {
        return informers.values().stream()
                .flatMap(informer -> informer.getStore().list().stream())
                .map(Trees::of)
                .filter(o -> o.label(Ownership.MANAGED_BY).equals(Ownership.AQUIFER))
                .toList();
    }

    /** The kinds of which our objects are watched. */
    Collection<Kinds.Resource> watchedAsOurs() {
        return ours.values();
    }

    /** Whether the watch of a kind shows exactly these objects, as they are. */
    boolean shows(Kinds.Resource resource, List<ObjectTree> objects) {
        var shown = all(resource.groupVersion(), resource.kind());
        return writes(shown).equals(writes(objects));
    }

    private static Set<String> writes(List<ObjectTree> objects) {
        return objects.stream()
                .map(object -> object.uid() + "@" + object.resourceVersion())
                .collect(Collectors.toSet());
    }

    /** Whether all watches still run. */
    boolean isAlive() {
        return informers.values().stream()
                .noneMatch(informer -> informer.stopped().toCompletableFuture().isDone());
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
        informers.clear();
    }

    private final class Listener implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource object) {
            changed.accept(Trees.of(object));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            changed.accept(Trees.of(now));
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean unknown) {
            var tree = Trees.of(object);
            written.computeIfPresent(
                    tree.ref(), (ref, own) -> own.object().uid().equals(tree.uid()) ? null : own);
            changed.accept(tree);
        }
    }
}
