package dev.aquifer.bridge;

import dev.aquifer.bridge.LeaseKeeper.Standing;
import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.kubernetes.ControlApi;
import dev.aquifer.events.ResourceRef;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One replica of the bridge: stands by until it gets the Lease, leads a {@link Term} until it loses
 * it. When the control API or the broker is away it pauses, says so, and goes on by itself.
 */
final class Bridge implements AutoCloseable {
    private static final Duration STOPPING = Duration.ofSeconds(4);

    private final Term.Surroundings with;
    private final LeaseKeeper lease;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable Term term;
    private volatile String standing = "starting";
    private volatile boolean standingBy;
    private volatile String away = "";

    Bridge(
            BridgeSettings settings,
            String identity,
            Clock clock,
            LongSupplier nanos,
            BridgeLog log) {
        SettingsCheck.of(settings);
        var control = settings.control();
        var kubeconfig = control.kubeconfig().filter(path -> !path.isBlank()).map(Path::of);
        var tenants = Tenants.of(settings.requests());
        var api = ControlApi.open(kubeconfig, control.timeout());
        this.with = new Term.Surroundings(settings, identity, tenants, api, clock, log);
        this.lease = new LeaseKeeper(with.lease(), settings.lease(), identity, clock, nanos);
        this.thread = Thread.ofVirtual().name("bridge").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!stopping) {
            try {
                stand(lease.attempt(notes()));
                away = "";
            } catch (ControlApiException e) {
                miss(e);
            } catch (RuntimeException e) { // nothing may end the loop that everything hangs on
                with.log().broken("the election", e);
            }
            if (lease.overdue()) {
                lease.stepDown();
                endTerm("the Lease could not be renewed in time");
            }
            if (pause()) {
                return;
            }
        }
    }

    private Map<String, String> notes() {
        var current = term;
        return current == null ? Map.of() : current.remembered();
    }

    private void stand(Standing found) {
        switch (found) {
            case Standing.StandingBy(var holder) -> {
                endTerm(holder + " leads");
                if (!standingBy) {
                    with.log().standingBy(holder);
                }
                standing = "standing by, " + holder + " leads";
                standingBy = true;
            }
            case Standing.Leading(var number, var remembered) -> {
                standingBy = false;
                standing = "leading, term " + number;
                var current = term;
                if (current != null && current.failed()) {
                    endTerm("it failed");
                    current = null;
                } else if (current != null && current.number() != number) {
                    endTerm("the Lease was lost or set back");
                    current = null;
                }
                if (current == null) {
                    with.log().leading(number);
                    var begun = new Term(with, number, remembered);
                    term = begun;
                    begun.start();
                }
            }
        }
    }

    private void miss(ControlApiException e) {
        if (e.kind() == ControlApiException.Kind.CONFLICT || namespaceWasMade(e)) {
            return; // another one was faster; the next look tells who
        }
        if (away.isEmpty()) {
            with.log().controlApiAway(e.why());
        }
        away = e.why();
    }

    private static boolean namespaceWasMade(ControlApiException e) {
        return e.kind() == ControlApiException.Kind.NOT_FOUND;
    }

    private void endTerm(String why) {
        var ending = term;
        if (ending != null) {
            with.log().deposed(why);
            term = null;
            ending.close();
        }
    }

    /** Until the next look; true when interrupted. */
    private boolean pause() {
        try {
            Thread.sleep(with.settings().lease().retry());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What keeps it from doing its work; empty when nothing does. */
    Optional<String> trouble() {
        if (!away.isEmpty()) {
            return Optional.of("the control API is away: " + away);
        }
        if (standingBy) {
            return Optional.empty();
        }
        var current = term;
        return current == null ? Optional.of(standing) : current.trouble();
    }

    /** Whether it leads or stands by, in words. */
    String standing() {
        return standing;
    }

    /** Names that wait for an operator. */
    Map<ResourceRef, String> waiting() {
        var current = term;
        return current == null ? Map.of() : current.waiting();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(STOPPING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var remembered = notes();
        endTerm("stopping");
        lease.giveBack(remembered);
        with.api().close();
    }
}
