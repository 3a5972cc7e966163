package dev.aquifer.embeddedkubernetes.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one API server. Writes happen one after the other, each with the next revision,
 * and each is in the journal before anybody can read it or is told of it. Readers see one revision
 * of everything.
 */
public final class ObjectStore implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ResourceName, NavigableMap<ObjectKey, StoredObject>> objects =
            new HashMap<>();
    private final Map<ResourceName, WatchHistory> histories = new HashMap<>();
    private final List<Consumer<WatchEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Journal journal;
    private final long start;
    private long revision;

    private ObjectStore(Opening opening) {
        this.start = opening.start();
        this.revision = opening.start();
        opening.snapshot()
                .forEach(object -> table(object.key().resource()).put(object.key(), object));
        opening.later().forEach(this::settle);
        this.journal = opening.journal();
    }

    /**
     * What a journal found: the state at a revision, what was written later, and where to write on.
     */
    record Opening(long start, List<StoredObject> snapshot, List<Change> later, Journal journal) {}

    /** A store that forgets everything. */
    public static ObjectStore inMemory() {
        return new ObjectStore(new Opening(0, List.of(), List.of(), Journal.none()));
    }

    /**
     * A store kept in a folder, which goes on where the last one ended. Only one process may have
     * it open.
     */
    public static ObjectStore open(Path folder) throws IOException {
        return of(FolderJournal.open(folder));
    }

    static ObjectStore of(Opening opening) {
        return new ObjectStore(opening);
    }

    /**
     * Whoever is told of each write, in order, while the store is locked: must be quick and must
     * not write.
     */
    public void onWrite(Consumer<WatchEvent> listener) {
        listeners.add(listener);
    }

    /** Forgets a listener. */
    public void forget(Consumer<WatchEvent> listener) {
        listeners.remove(listener);
    }

    /** The revision of the last write. */
    public long revision() {
        return locked(() -> revision);
    }

    /** The object, if there is one. */
    public Optional<StoredObject> get(ObjectKey key) {
        return locked(() -> Optional.ofNullable(table(key.resource()).get(key)));
    }

    /**
     * All objects of a resource, in the order of their keys; of one namespace unless that is null.
     */
    public Listing list(ResourceName resource, @Nullable String namespace) {
        return locked(
                () -> {
                    var table = table(resource);
                    var found =
                            namespace == null
                                    ? table.values()
                                    : table.subMap(
                                                    new ObjectKey(resource, namespace, ""),
                                                    new ObjectKey(resource, namespace + "\0", ""))
                                            .values();
                    return new Listing(List.copyOf(found), revision);
                });
    }

    /** Every resource of which something is stored. */
    public List<ResourceName> resources() {
        return locked(
                () ->
                        objects.entrySet().stream()
                                .filter(entry -> !entry.getValue().isEmpty())
                                .map(Map.Entry::getKey)
                                .toList());
    }

    /**
     * Events of a resource that are newer than a revision, and the revision up to which that is
     * everything; empty when some are forgotten.
     */
    public Optional<Events> since(ResourceName resource, long since) {
        return locked(
                () -> history(resource).since(since).map(events -> new Events(events, revision)));
    }

    /** Part of a watch. */
    public record Events(List<WatchEvent> events, long upTo) {
        /** Copies the list. */
        public Events {
            events = List.copyOf(events);
        }
    }

    /**
     * Stores an object and sets its {@code metadata.resourceVersion}.
     *
     * @param expected what the writer saw; null when there must be none
     */
    public StoredObject put(ObjectKey key, ObjectNode object, @Nullable StoredObject expected)
            throws StaleWrite {
        return write(key, object, expected, false);
    }

    /**
     * Stores a new object, unless the check throws; nothing is written between the check and the
     * object.
     */
    public StoredObject insert(ObjectKey key, ObjectNode object, Runnable check) throws StaleWrite {
        lock.lock();
        try {
            check.run();
            return write(key, object, null, false);
        } finally {
            lock.unlock();
        }
    }

    /** Removes what the writer saw, in the state given. */
    public StoredObject delete(StoredObject expected, ObjectNode last) throws StaleWrite {
        return write(expected.key(), last, expected, true);
    }

    @Override
    public void close() {
        locked(
                () -> {
                    try {
                        journal.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return revision;
                });
    }

    private StoredObject write(
            ObjectKey key, ObjectNode object, @Nullable StoredObject expected, boolean deleted)
            throws StaleWrite {
        lock.lock();
        try {
            StoredObject before = table(key.resource()).get(key);
            if (before == null
                    ? expected != null
                    : expected == null || before.revision() != expected.revision()) {
                throw new StaleWrite(key);
            }
            object.withObject("metadata").put("resourceVersion", Long.toString(revision + 1));
            var change = new Change(StoredObject.of(key, revision + 1, object), deleted);
            journal.append(change);
            WatchEvent event = settle(change);
            if (journal.large()) {
                journal.rotate(everything());
            }
            listeners.forEach(listener -> listener.accept(event));
            return change.object();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private WatchEvent settle(Change change) {
        StoredObject now = change.object();
        var table = table(now.key().resource());
        StoredObject before =
                change.deleted() ? table.remove(now.key()) : table.put(now.key(), now);
        WatchEvent event =
                change.deleted() ? new WatchEvent.Deleted(now) : WatchEvent.of(before, now);
        history(now.key().resource()).add(event);
        revision = now.revision();
        return event;
    }

    private NavigableMap<ObjectKey, StoredObject> table(ResourceName resource) {
        return objects.computeIfAbsent(resource, name -> new TreeMap<>(ObjectKey.LIST_ORDER));
    }

    private WatchHistory history(ResourceName resource) {
        return histories.computeIfAbsent(resource, name -> new WatchHistory(start));
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private Listing everything() {
        var all = new ArrayList<StoredObject>();
        objects.values().forEach(table -> all.addAll(table.values()));
        return new Listing(all, revision);
    }
}
