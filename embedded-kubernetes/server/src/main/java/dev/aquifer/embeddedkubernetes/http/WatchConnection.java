package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import dev.aquifer.embeddedkubernetes.store.WatchEvent;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One watch with its client. Idle, it is a listener and a timer; a write wakes it, and it tells
 * what is new as fast as the client reads. A client that is too slow for the store's history is
 * told so and must list again.
 */
final class WatchConnection {
    private static final long BOOKMARK_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final int LEAST_SECONDS = 1800;

    private final ObjectStore store;
    private final WatchFeed feed;
    private final Sink sink;
    private final Vertx vertx;
    private final Executor worker;
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicBoolean bookmarkDue = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile boolean undefined;
    private final List<Long> timers = new ArrayList<>();
    private final Consumer<WatchEvent> listener;

    WatchConnection(ObjectStore store, WatchFeed feed, Sink sink, Vertx vertx, Executor worker) {
        this.store = store;
        this.feed = feed;
        this.sink = sink;
        this.vertx = vertx;
        this.worker = worker;
        ResourceName resource = feed.request().resource().name();
        this.listener =
                event -> {
                    ObjectKey key = event.object().key();
                    if (key.resource().equals(resource)) {
                        wake();
                    } else if (event instanceof WatchEvent.Deleted
                            && key.resource().equals(Resources.DEFINITIONS)
                            && key.name().equals(resource.toString())) {
                        undefined = true;
                        wake();
                    }
                };
    }

    void start() {
        store.onWrite(listener);
        long seconds =
                feed.request()
                        .query()
                        .number("timeoutSeconds")
                        .filter(given -> given > 0)
                        .orElseGet(
                                () ->
                                        LEAST_SECONDS
                                                + ThreadLocalRandom.current()
                                                        .nextLong(LEAST_SECONDS));
        timers.add(vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), _ -> end()));
        if (feed.wantsBookmarks()) {
            timers.add(
                    vertx.setPeriodic(
                            BOOKMARK_MILLIS,
                            _ -> {
                                bookmarkDue.set(true);
                                wake();
                            }));
        }
        wake();
    }

    /** The client has gone. */
    void stop() {
        if (stopped.compareAndSet(false, true)) {
            store.forget(listener);
            timers.forEach(vertx::cancelTimer);
        }
    }

    private void end() {
        stop();
        sink.end();
    }

    private void wake() {
        if (signals.getAndIncrement() == 0) {
            worker.execute(this::step);
        }
    }

    private void step() {
        if (stopped.get()) {
            return;
        }
        int seen = signals.get();
        WatchFeed.Batch batch = feed.next();
        var frames = new ArrayList<>(batch.frames());
        if (!batch.last() && bookmarkDue.getAndSet(false)) {
            frames.add(feed.bookmark(false));
        }
        Runnable next = batch.last() ? this::end : () -> settle(seen, !frames.isEmpty());
        if (frames.isEmpty()) {
            next.run();
        } else {
            sink.send(frames, next);
        }
    }

    /** After frames there may be more, and the client can take them now. */
    private void settle(int seen, boolean more) {
        if (more || signals.addAndGet(-seen) > 0) {
            worker.execute(this::step);
        } else if (undefined) {
            end();
        }
    }
}
