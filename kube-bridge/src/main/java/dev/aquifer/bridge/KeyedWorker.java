package dev.aquifer.bridge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Threads that look at names which changed: each once, however often it was offered, in batches,
 * and none by two at a time; what did not succeed comes again after a pause that grows.
 */
final class KeyedWorker<K> implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final int TOLD_EACH = 5;

    private final Handler<K> handler;
    private final int batch;
    private final BridgeLog log;
    private final List<Thread> threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<K> ready = new LinkedHashSet<>();
    private final Set<K> busy = new HashSet<>();
    private final PriorityQueue<Later<K>> later =
            new PriorityQueue<>(Comparator.comparingLong(Later::at));

    /** Of whom there is one in {@code later}. */
    private final Set<K> postponed = new HashSet<>();

    private final Map<K, Integer> failures = new HashMap<>();

    private record Later<K>(K key, long at) {}

    /** Looks at names. */
    @FunctionalInterface
    interface Handler<K> {
        /** Answers which of them have to be looked at again. When it throws, it is all of them. */
        Set<K> on(List<K> keys);
    }

    KeyedWorker(String name, int threads, int batch, Handler<K> handler, BridgeLog log) {
        this.handler = handler;
        this.batch = batch;
        this.log = log;
        this.threads =
                IntStream.range(0, threads)
                        .mapToObj(i -> Thread.ofVirtual().name(name + "-" + i))
                        .map(builder -> builder.unstarted(this::work))
                        .toList();
    }

    /** Begins; what was offered before is looked at first. */
    void start() {
        threads.forEach(Thread::start);
    }

    /** Something about it changed. */
    void offer(K key) {
        offer(List.of(key));
    }

    /** Something about each of them changed. */
    void offer(Collection<K> keys) {
        lock.lock();
        try {
            if (ready.addAll(keys)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (true) {
                handle(take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void handle(List<K> keys) throws InterruptedException {
        Set<K> again;
        var why = "";
        try {
            again = handler.on(keys);
        } catch (RuntimeException e) { // whatever went wrong with one must not stop the others
            again = Set.copyOf(keys);
            why = e.toString();
        }
        finish(keys, again, why);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void finish(List<K> keys, Set<K> again, String why) {
        lock.lock();
        try {
            keys.forEach(busy::remove);
            keys.stream().filter(key -> !again.contains(key)).forEach(failures::remove);
            again.forEach(key -> postpone(key, why));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void postpone(K key, String why) {
        int failed = failures.merge(key, 1, Integer::sum);
        var pause = pause(failed);
        // One that was offered meanwhile, and failed again, still waits for its pause before.
        if (postponed.add(key)) {
            later.add(new Later<>(key, System.nanoTime() + pause.toNanos()));
        }
        if (failed % TOLD_EACH == 0 || !why.isEmpty()) {
            log.tryingAgain(key.toString(), pause.toMillis(), why);
        }
    }

    private static Duration pause(int failures) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 16));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private List<K> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var now = System.nanoTime();
                while (!later.isEmpty() && later.element().at() - now <= 0) {
                    var due = later.remove().key();
                    postponed.remove(due);
                    ready.add(due);
                }
                var keys = ready.stream().filter(k -> !busy.contains(k)).limit(batch).toList();
                if (!keys.isEmpty()) {
                    keys.forEach(ready::remove);
                    busy.addAll(keys);
                    return new ArrayList<>(keys);
                }
                if (later.isEmpty()) {
                    changed.await();
                } else {
                    var _ = changed.await(later.element().at() - now, TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends after the batches in hand. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join(CLOSING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
