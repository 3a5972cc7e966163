package dev.aquifer.hydration.transfer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Workers with nothing to do. Who came last is woken first, as its buffers and connections are
 * warm; those that are never needed never get any. The schedule's lock guards it: a worker comes
 * while it holds the lock, and parks without it, which a wake in between only makes end at once.
 */
final class IdleWorkers {

    private final Deque<Thread> threads = new ArrayDeque<>();

    boolean none() {
        return threads.isEmpty();
    }

    /** This thread has nothing to do; one that only looked again keeps its place. */
    void comes() {
        if (!threads.contains(Thread.currentThread())) {
            threads.push(Thread.currentThread());
        }
    }

    /** This thread waits no more. */
    void goes() {
        threads.remove(Thread.currentThread());
    }

    void wakeOne() {
        Thread one = threads.poll();
        if (one != null) {
            LockSupport.unpark(one);
        }
    }

    void wakeAll() {
        threads.forEach(LockSupport::unpark);
        threads.clear();
    }
}
