package dev.aquifer.bridge;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a term opened, to be closed in the opposite order. */
final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final BridgeLog log;

    Opened(BridgeLog log) {
        this.log = log;
    }

    /** Remembers it; gives up when the term is being closed. */
    <T extends AutoCloseable> T add(T resource) throws InterruptedException {
        synchronized (resources) {
            resources.push(resource);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return resource;
    }

    @Override
    public void close() {
        synchronized (resources) {
            while (!resources.isEmpty()) {
                close(resources.pop());
            }
        }
    }

    private void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) { // AutoCloseable allows any; the others are to be closed as well
            log.broken("closing " + resource.getClass().getSimpleName(), e);
        }
    }
}
