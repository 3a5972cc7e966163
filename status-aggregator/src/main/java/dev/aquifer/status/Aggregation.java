package dev.aquifer.status;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.LedgerHealth;
import dev.aquifer.ledger.Place;
import dev.aquifer.ledger.TopicReader;
import dev.aquifer.status.fold.Budgets;
import dev.aquifer.status.fold.Explanation;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Limits;
import dev.aquifer.status.history.BusLog;
import dev.aquifer.status.history.LastSaid;
import dev.aquifer.status.query.Known;
import java.lang.invoke.MethodHandles;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The service without its frame: topics to the fold, a timer to what time alone brings about. */
public final class Aggregation implements Known, AutoCloseable {
    /**
     * What time alone brings about, and when.
     *
     * @param silentAfter how long nothing may be heard of a cluster
     * @param interval between two looks at the clock
     * @param limits from when on a hydration is said to be in trouble
     */
    public record Timing(Duration silentAfter, Duration interval, Limits limits) {}

    /** Between two looks at what numbers have changed. */
    private static final Duration NUMBERS = Duration.ofMillis(500);

    private final StatusLog log =
            Logger.getMessageLogger(MethodHandles.lookup(), StatusLog.class, "dev.aquifer.status");
    private final Clock clock;
    private final AtomicReference<@Nullable LedgerHealth> broken = new AtomicReference<>();
    private final Duration interval;
    private final EventPublisher bus;
    private final StatusFlow flow;
    private final TopicReader reader;
    private final TopicReader measurements;
    private final BusLog history;
    private final Map<Place, Long> conditionsRead = new HashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("silence").factory());

    /**
     * One that reads and writes that broker's topics once it is started.
     *
     * @param timing what time alone brings about, and when
     */
    public Aggregation(KafkaSettings kafka, Clock clock, Timing timing) {
        this.clock = clock;
        this.interval = timing.interval();
        this.history = new BusLog(kafka);
        this.bus = EventPublisher.open(kafka, new EventCodec());
        this.flow =
                new StatusFlow(
                        new Fleet(timing.limits()),
                        new StatusVoice(Outlet.of(bus), clock, log),
                        clock,
                        timing.silentAfter());
        this.reader =
                TopicReader.of(
                                kafka,
                                Topic.DESIRED,
                                Topic.CACHES,
                                Topic.CLUSTERS,
                                Topic.DEPLOYMENTS,
                                Topic.CONDITIONS)
                        .clock(clock)
                        .build(flow::on);
        // Nobody else reads them, so this is who buries what cannot be read.
        this.measurements =
                TopicReader.of(kafka, Topic.MEASUREMENTS)
                        .buryingAs("status-aggregator")
                        .clock(clock)
                        .build(flow::on);
    }

    /** Begins; returns at once, and waits for a broker that is away. */
    public void start() {
        reader.start();
        measurements.start();
        var both = CompletableFuture.allOf(reader.caughtUp(), measurements.caughtUp());
        var _ =
                both.thenRunAsync(this::begin, timer)
                        .whenComplete(
                                (_, failure) -> {
                                    if (failure != null) {
                                        fail(own(failure));
                                    }
                                });
        every(interval, this::tick);
        every(NUMBERS, flow::publishMeasured);
    }

    private void every(Duration pause, Runnable look) {
        long millis = pause.toMillis();
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> {
                            try {
                                look.run();
                            } catch (RuntimeException e) {
                                // The edge of a timer: a broker that is away must not end it.
                                log.lookFailed(e);
                            } catch (Error e) { // the executor would end it, and tell nobody
                                fail(e);
                                throw e;
                            }
                        },
                        millis,
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    private static Throwable own(Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /** What cannot be mended by trying again: told once, and by its health from then on. */
    private void fail(Throwable cause) {
        var reason = "it ended by a fault of its own and has to be restarted: " + cause;
        var stopped = new LedgerHealth(LedgerHealth.State.STOPPED, reason, clock.instant());
        if (!timer.isShutdown() && broken.compareAndSet(null, stopped)) {
            log.broken(cause);
        }
    }

    /**
     * Whether it goes on, or will once what it waits for is there; if not, only a restart helps.
     */
    public boolean alive() {
        return broken.get() == null;
    }

    private void begin() {
        flow.caughtUp(flow.lacksStatuses() ? lastSaid() : LastSaid.NOTHING);
        log.caughtUp();
    }

    private LastSaid lastSaid() {
        try {
            return history.lastSaid();
        } catch (KafkaException e) {
            // Then some transitions are said twice, which their readers can tell.
            log.transitionsNotRead(e);
            return LastSaid.NOTHING;
        }
    }

    private void tick() {
        if (conditionsWereLost()) {
            log.conditionsLost();
            flow.sayAllAgain();
        }
        flow.sayAgainWhatFailed();
        // One that lags has not heard yet what was said.
        if (lag() == 0 && health().running()) {
            flow.lookForSilence();
            flow.tick();
            flow.publishMeasured();
            flow.answerOthers();
        }
    }

    /** A topic whose places go back was made anew. */
    private boolean conditionsWereLost() {
        boolean lost = false;
        for (var place : reader.positions().entrySet()) {
            if (place.getKey().topic() == Topic.CONDITIONS) {
                var before = conditionsRead.put(place.getKey(), place.getValue());
                lost |= before != null && before > place.getValue();
            }
        }
        return lost;
    }

    /** What is left on the bus of what was said. */
    public BusLog history() {
        return history;
    }

    /** How the reading is. */
    public LedgerHealth health() {
        var failure = broken.get();
        if (failure != null) {
            return failure;
        }
        var health = reader.health();
        return health.running() ? measurements.health() : health;
    }

    /** How many records are known to wait. */
    public long lag() {
        return reader.lag() + measurements.lag();
    }

    @Override
    public boolean caughtUp() {
        return flow.isCaughtUp();
    }

    @Override
    public String reading() {
        var health = health();
        return health.reason().isEmpty() ? health.state().name() : health.reason();
    }

    @Override
    public Budgets budgets() {
        return flow.budgets();
    }

    @Override
    public Set<ResourceRef> resources() {
        return flow.resources();
    }

    @Override
    public Optional<Explanation> why(ResourceRef resource) {
        return flow.why(resource);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        measurements.close();
        reader.close();
        bus.close();
    }
}
