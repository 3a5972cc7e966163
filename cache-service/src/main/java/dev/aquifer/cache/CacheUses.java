package dev.aquifer.cache;

import dev.aquifer.cache.domain.Staging;
import dev.aquifer.cache.domain.Use;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.Clusters;
import dev.aquifer.cache.store.Upkeeps;
import dev.aquifer.cache.store.UseRow;
import dev.aquifer.cache.store.Uses;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.CacheUseRefused;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who may mount a cache. Decided in the transaction that also decides about its removal. */
final class CacheUses {
    private static final String DEFAULT_PATH = "/mnt/models";

    private final LedgerTransaction tx;
    private final Uses uses;
    private final Caches caches;

    CacheUses(LedgerTransaction tx) {
        this.tx = tx;
        this.uses = new Uses(tx.jdbi());
        this.caches = new Caches(tx.jdbi());
    }

    /** Somebody asks; the request stands until it is released. */
    void requested(Subject user, ResourceRef cache, ClusterName cluster) {
        var before = uses.find(cache, cluster, user.resource());
        if (before.isPresent() && before.get().user().equals(user)) {
            return;
        }
        var asked = new UseRow(cache, cluster, user, tx.cause().correlationId(), null);
        var sameUser =
                before.filter(b -> Objects.equals(b.user().uid(), user.uid())).map(UseRow::granted);
        // A new revision may mount what is there by now; what was granted is not taken back.
        var decided = granted(asked).or(() -> sameUser);
        uses.save(decided.map(asked::granted).orElse(asked));
        answer(cache);
    }

    /** Nobody mounts it any more; says whether that was news. */
    boolean released(Subject user, ResourceRef cache, ClusterName cluster) {
        var use = uses.find(cache, cluster, user.resource());
        if (use.isEmpty() || !Objects.equals(use.get().user().uid(), user.uid())) {
            return false;
        }
        forget(use.get());
        return true;
    }

    /** The request itself is gone; says whether it was known. */
    boolean gone(ResourceRef user, ResourceRef cache, ClusterName cluster) {
        var use = uses.find(cache, cluster, user);
        use.ifPresent(this::forget);
        return use.isPresent();
    }

    private void forget(UseRow use) {
        uses.delete(use);
        said(use).unsay(Topic.CACHES, fact(use).slot());
    }

    /** Clusters where a cache is mounted. */
    Set<String> clusters(CacheRow cache) {
        return holders(cache).stream()
                .map(use -> use.cluster().value())
                .collect(Collectors.toSet());
    }

    /** Digests that are mounted, of whichever life of the name, by the name of the cluster. */
    Map<String, Set<String>> digests(ResourceRef cache) {
        var mounted = new TreeMap<String, Set<String>>();
        for (var use : uses.of(cache)) {
            var grant = use.granted();
            if (grant != null && !grant.use().digest().isEmpty()) {
                mounted.computeIfAbsent(use.cluster().value(), _ -> new TreeSet<>())
                        .add(grant.use().digest());
            }
        }
        return mounted;
    }

    /** Who holds a grant of that life of the cache. */
    List<UseRow> holders(CacheRow cache) {
        return uses.of(cache.resource()).stream()
                .filter(
                        use ->
                                Optional.ofNullable(use.granted())
                                        .filter(g -> cache.uid().equals(g.cache().uid()))
                                        .isPresent())
                .toList();
    }

    /** Answers all that ask for the cache, and again where the answer has changed. */
    void answer(ResourceRef cache) {
        for (var use : uses.of(cache)) {
            var answered = use;
            if (use.granted() == null) {
                var grant = granted(use);
                if (grant.isPresent()) {
                    answered = use.granted(grant.get());
                    uses.save(answered);
                }
            }
            said(answered).say(Topic.CACHES, fact(answered));
        }
    }

    private Said said(UseRow use) {
        return new Said(tx, CacheDecisions.cause(use.correlationId(), tx));
    }

    private Optional<UseRow.Grant> granted(UseRow use) {
        return caches.current(use.cache())
                .flatMap(
                        cache ->
                                decide(cache, use) instanceof Use.Granted granted
                                        ? Optional.of(new UseRow.Grant(cache.subject(), granted))
                                        : Optional.empty());
    }

    private Use decide(CacheRow cache, UseRow use) {
        if (cache.withdrawnAt() != null) {
            return Use.beingDeleted(cache.resource().toString());
        }
        var cluster = use.cluster().value();
        var mount = cache.spec().mount();
        var wish = CacheDecisions.wish(cache);
        boolean wanted = Staging.matched(wish, new Clusters(tx.jdbi()).all()).contains(cluster);
        var decided =
                Use.decide(
                        wanted ? caches.hydration(cache.uid(), cluster).orElse(null) : null,
                        cluster,
                        wish.plan(),
                        CacheWorks.claimName(cache),
                        mount.subPath(),
                        Objects.requireNonNullElse(mount.path(), DEFAULT_PATH));
        return decided instanceof Use.Granted granted
                ? unlessDamaged(cache, cluster, granted)
                : decided;
    }

    private Use unlessDamaged(CacheRow cache, String cluster, Use.Granted granted) {
        var verdict = new Upkeeps(tx.jdbi()).find(cache.uid(), cluster).verdict();
        if (verdict != null && verdict.differs() && verdict.digest().equals(granted.digest())) {
            return Use.damaged(cluster, verdict.count());
        }
        var pvc = Sources.brought(cache.spec()) == null ? cache.spec().storage().pvc() : null;
        return granted.by(
                pvc == null ? null : Objects.requireNonNullElse(pvc.accessMode(), "ReadWriteMany"));
    }

    private CacheEvent.Use fact(UseRow use) {
        var grant = use.granted();
        if (grant != null) {
            var granted = grant.use();
            return new CacheUseGranted(
                    grant.cache(),
                    use.user(),
                    use.cluster(),
                    granted.digest(),
                    granted.claim(),
                    granted.subPath(),
                    granted.mountPath(),
                    tx.now(),
                    granted.accessMode());
        }
        var cache = caches.current(use.cache());
        var refused = cache.map(c -> decide(c, use)).orElse(Use.notFound(use.cache().toString()));
        return switch (refused) {
            case Use.Refused(var reason, var message) ->
                    new CacheUseRefused(
                            cache.map(CacheRow::subject).orElse(new Subject(use.cache(), null, 0)),
                            use.user(),
                            use.cluster(),
                            reason,
                            message,
                            tx.now());
            case Use.Granted _ ->
                    throw new IllegalStateException(use + " was to be granted and was not");
        };
    }
}
