package dev.aquifer.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Does several things at once, at most so many. */
final class AtOnce implements AutoCloseable {
    private final ExecutorService threads;

    AtOnce(int most) {
        threads =
                Executors.newFixedThreadPool(
                        most, Thread.ofVirtual().name("at-once-", 0).factory());
    }

    /**
     * The results in the order of what was given; waits for all of them. Interrupted, it leaves
     * undone what was not begun, and throws CancellationException.
     */
    <A, B> List<B> all(List<A> given, Function<A, B> what) {
        var results = new ArrayList<B>();
        try {
            var tasks = given.stream().<Callable<B>>map(one -> () -> what.apply(one)).toList();
            for (var done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        }
    }

    /** Ends what is in hand. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
