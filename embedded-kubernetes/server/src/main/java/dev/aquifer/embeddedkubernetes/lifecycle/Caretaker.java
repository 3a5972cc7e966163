package dev.aquifer.embeddedkubernetes.lifecycle;

import dev.aquifer.embeddedkubernetes.api.Deletes;
import dev.aquifer.embeddedkubernetes.api.ServerEdits;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.WatchEvent;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Follows every write, one after the other, on a thread of its own. Each step looks at what is
 * stored now, so that a repeated or late one does no harm, and a start looks at everything once.
 */
public final class Caretaker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Caretaker.class.getName());

    private final ObjectStore store;
    private final Collector collector;
    private final Emptying emptying;
    private final Protection protection;
    private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    private final Consumer<WatchEvent> listener = events::add;
    private final Thread thread;

    private Caretaker(ObjectStore store, Resources resources, Deletes deletes, Clock clock) {
        var edits = new ServerEdits(store, resources);
        this.store = store;
        this.collector = new Collector(store, resources, deletes, edits);
        this.emptying = new Emptying(store, resources, deletes, edits, clock);
        this.protection = new Protection(store, edits);
        this.thread = Thread.ofVirtual().name("caretaker").unstarted(this::run);
    }

    /** Starts with what is there. */
    public static Caretaker start(
            ObjectStore store, Resources resources, Deletes deletes, Clock clock) {
        var caretaker = new Caretaker(store, resources, deletes, clock);
        store.onWrite(caretaker.listener);
        store.resources()
                .forEach(
                        resource ->
                                store.list(resource, null)
                                        .objects()
                                        .forEach(
                                                object ->
                                                        caretaker.events.add(
                                                                new WatchEvent.Added(object))));
        caretaker.thread.start();
        return caretaker;
    }

    private void run() {
        try {
            while (true) {
                handle(events.take());
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void handle(WatchEvent event) {
        try {
            collector.follow(event);
            emptying.follow(event);
            protection.follow(event);
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "cannot follow a write of " + event.object().key(),
                    e);
        }
    }

    @Override
    public void close() {
        store.forget(listener);
        thread.interrupt();
    }
}
