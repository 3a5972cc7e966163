package dev.aquifer.status.fold;

import static dev.aquifer.status.fold.ServingStory.*;
import static dev.aquifer.status.fold.Story.*;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A fleet's life from the first cluster to a stall, told once, in the order it happened. */
public final class WholeStory {
    private WholeStory() {}

    /** The time when it ends. */
    public static Instant end() {
        return at(200);
    }

    /** The facts. */
    public static List<Envelope<Event>> facts() {
        var story = new Story();
        return Stream.of(
                        clusterRequested(A, 0),
                        clusterRequested(B, 0),
                        waitingForClasses(A, 1),
                        ready(A, 2),
                        storage(A, 2),
                        ready(B, 2),
                        storage(B, 2),
                        gatewayRequested(3),
                        gatewayReady(3),
                        requested(1, 4),
                        supported(1, 4),
                        matched(1, 4, A, B),
                        waiting(B, "WaitingForPin", 4),
                        deploymentRequested(5),
                        deploymentSupported(5),
                        serviceRequested(5),
                        notPlaced("CacheNotReady", "Cache", A, 6),
                        routed(0, 0, 6),
                        hydrationRequested(A, 7),
                        started(A, 8),
                        progressed(A, "downloading", 1 << 20, 9),
                        failed(A, 10),
                        completed(A, 20),
                        started(B, 21),
                        placed(A, 22),
                        scheduled(A, 22),
                        replicaDeclared(22),
                        starting(A, "Applying", 23),
                        gangReady(A, 30),
                        endpointReady(31),
                        routed(1, 1, 32),
                        renewed(A, 40),
                        renewed(B, 40),
                        silent(A, 40, 80),
                        renewed(A, 90),
                        unreachable(A, 95),
                        ready(A, 99),
                        progressed(B, "downloading", 5 << 20, 100),
                        progressed(B, "throttled", 5 << 20, 110),
                        progressed(B, "downloading", 50 << 20, 150),
                        progressed(B, "waiting", 50 << 20, 155),
                        progressed(B, "downloading", 50 << 20, 190))
                .<Envelope<Event>>map(story::tell)
                .toList();
    }
}
