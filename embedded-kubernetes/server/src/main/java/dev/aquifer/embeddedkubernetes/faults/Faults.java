package dev.aquifer.embeddedkubernetes.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The plan in force, what it has done so far, and the watches that are open. */
public final class Faults {

    /** An open watch, as something to break. */
    public interface OpenWatch {
        /** Breaks the connection. */
        void cut();

        /** Lets it say nothing any more. */
        void stall();
    }

    private record InForce(FaultPlan plan, Map<String, Long> calls) {}

    private volatile InForce inForce = started(FaultPlan.none());
    private final Map<Class<? extends Fault>, Long> struck = new ConcurrentHashMap<>();
    private final Set<OpenWatch> watches = ConcurrentHashMap.newKeySet();
    private final AtomicInteger heldBack = new AtomicInteger();

    /** From the next call on; counting calls starts anew. */
    public void plan(FaultPlan plan) {
        inForce = started(plan);
    }

    private static InForce started(FaultPlan plan) {
        return new InForce(plan, new ConcurrentHashMap<>());
    }

    /** Decides on a call. */
    public Fate fate(Call call) {
        InForce now = inForce;
        if (now.plan().chances().isEmpty()) {
            return Fate.GOOD;
        }
        String key = call.method() + ' ' + call.path() + ' ' + call.watches();
        long occurrence = now.calls().merge(key, 1L, Long::sum) - 1;
        List<Fault> met = now.plan().faults(call, occurrence);
        Duration delay = Duration.ZERO;
        for (Fault fault : met) {
            if (fault instanceof Fault.Slow(Duration by)) {
                count(Fault.Slow.class);
                delay = delay.plus(by);
            }
        }
        Optional<Fault> wrong =
                met.stream().filter(fault -> !(fault instanceof Fault.Slow)).findFirst();
        int code = wrong.map(fault -> code(now.plan(), fault, call, occurrence)).orElse(200);
        return new Fate(delay, wrong, code);
    }

    private int code(FaultPlan plan, Fault fault, Call call, long occurrence) {
        return switch (fault) {
            case Fault.Failed failed -> {
                count(Fault.Failed.class);
                yield plan.code(failed, call, occurrence);
            }
            // counted when it happens: the watch may end before
            case Fault.WatchCut _, Fault.WatchStalled _ -> 200;
            default -> {
                count(fault.getClass());
                yield 200;
            }
        };
    }

    /** A fault has happened. */
    public void count(Class<? extends Fault> fault) {
        struck.merge(fault, 1L, Long::sum);
    }

    /** How often a fault has happened. */
    public long struck(Class<? extends Fault> fault) {
        return struck.getOrDefault(fault, 0L);
    }

    /** A call has to wait. */
    public void heldBack() {
        heldBack.incrementAndGet();
    }

    /** A call that had to wait was carried out. */
    public void letThrough() {
        heldBack.decrementAndGet();
    }

    /** How many calls wait. */
    public int waiting() {
        return heldBack.get();
    }

    /** A watch has begun. */
    public void opened(OpenWatch watch) {
        watches.add(watch);
    }

    /** A watch has ended. */
    public void closed(OpenWatch watch) {
        watches.remove(watch);
    }

    /** The watches that are open now, stalled ones among them. */
    public List<OpenWatch> open() {
        return List.copyOf(watches);
    }
}
