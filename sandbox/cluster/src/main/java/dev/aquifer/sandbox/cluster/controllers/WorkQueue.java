package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one controller still has to look at: each object once, one at a time, failed ones later and
 * later.
 */
final class WorkQueue implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkQueue.class.getName());
    private static final long FIRST_RETRY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_DOUBLINGS = 8;
    private static final int LOUD_FROM = 5;
    private static final int CONFLICT = 409;

    private final String name;
    private final Reconciler reconciler;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<ObjectKey, Long> due = new HashMap<>();
    private final Map<ObjectKey, Integer> failures = new HashMap<>();
    private boolean closed;

    WorkQueue(String name, Reconciler reconciler) {
        this.name = name;
        this.reconciler = reconciler;
    }

    void start() {
        Thread.ofVirtual().name(name).start(this::work);
    }

    void add(ObjectKey key) {
        add(key, Duration.ZERO);
    }

    void add(ObjectKey key, Duration delay) {
        lock.lock();
        try {
            due.merge(
                    key,
                    System.nanoTime() + delay.toNanos(),
                    (one, other) -> one - other < 0 ? one : other);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (var key = next(); key != null; key = next()) {
            try {
                var again = reconciler.reconcile(key);
                failures.remove(key);
                if (again.isPresent()) {
                    add(key, again.get());
                }
            } catch (RuntimeException e) { // whatever it was, the object is looked at again
                retry(key, e);
            }
        }
    }

    private void retry(ObjectKey key, RuntimeException failure) {
        var count = failures.merge(key, 1, Integer::sum);
        var conflict =
                failure instanceof KubernetesClientException refused
                        && refused.getCode() == CONFLICT;
        var level =
                conflict || count < LOUD_FROM
                        ? System.Logger.Level.DEBUG
                        : System.Logger.Level.WARNING;
        LOG.log(level, name + ' ' + key + ": " + failure);
        add(key, Duration.ofNanos(FIRST_RETRY << Math.min(count, MOST_DOUBLINGS)));
    }

    private @Nullable ObjectKey next() {
        lock.lock();
        try {
            while (!closed) {
                var first =
                        due.entrySet().stream()
                                .min((one, other) -> Long.signum(one.getValue() - other.getValue()))
                                .orElse(null);
                var wait = first == null ? Long.MAX_VALUE : first.getValue() - System.nanoTime();
                if (first != null && wait <= 0) {
                    due.remove(first.getKey());
                    return first.getKey();
                }
                var _ = changed.awaitNanos(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return null;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
