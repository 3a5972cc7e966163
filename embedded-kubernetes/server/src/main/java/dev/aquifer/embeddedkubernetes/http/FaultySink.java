package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.faults.Fault;
import dev.aquifer.embeddedkubernetes.faults.Faults;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The connection of a watch that can be broken on purpose. */
final class FaultySink implements Sink, Faults.OpenWatch {
    private final Sink connection;
    private final Faults faults;
    private final AtomicBoolean stalled = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();

    private FaultySink(Sink connection, Faults faults) {
        this.connection = connection;
        this.faults = faults;
    }

    static FaultySink of(Sink connection, Faults faults) {
        var sink = new FaultySink(connection, faults);
        faults.opened(sink);
        return sink;
    }

    /** Meets this fault, if it is one of watches. */
    FaultySink meets(Fault fault, Vertx vertx) {
        switch (fault) {
            case Fault.WatchCut(Duration after) -> later(vertx, after, this::cut);
            case Fault.WatchStalled(Duration after) -> later(vertx, after, this::stall);
            default -> {
                // not one of watches
            }
        }
        return this;
    }

    private static void later(Vertx vertx, Duration after, Runnable step) {
        if (after.toMillis() <= 0) {
            step.run();
        } else {
            vertx.setTimer(after.toMillis(), _ -> step.run());
        }
    }

    @Override
    public void send(List<byte[]> frames, Runnable ready) {
        if (!stalled.get()) {
            connection.send(frames, ready);
        }
    }

    @Override
    public void end() {
        if (!stalled.get()) {
            closed();
            connection.end();
        }
    }

    @Override
    public void breakOff() {
        closed();
        connection.breakOff();
    }

    @Override
    public void closed() {
        over.set(true);
        faults.closed(this);
    }

    @Override
    public void cut() {
        if (!over.getAndSet(true)) {
            faults.count(Fault.WatchCut.class);
            breakOff();
        }
    }

    @Override
    public void stall() {
        if (!over.get() && !stalled.getAndSet(true)) {
            faults.count(Fault.WatchStalled.class);
        }
    }
}
