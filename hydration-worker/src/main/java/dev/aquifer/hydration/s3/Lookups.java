package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.retry.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks what a store knows of many objects, several at a time: one answer takes little time, and ten
 * thousand after each other take long.
 */
public final class Lookups {

    private final Bucket bucket;
    private final Client client;
    private final Patience patience;
    private final int most;

    /** Asks at most this many at a time, each through a client like this one. */
    public Lookups(Bucket bucket, Client client, Patience patience, int most) {
        this.bucket = bucket;
        this.client = client;
        this.patience = patience;
        this.most = most;
    }

    /** What is known of each of these, in their order. The first failure ends all of it. */
    public List<Known> of(List<S3Object> objects) {
        Round round = new Round(objects);
        IntStream.range(0, Math.min(most, objects.size()))
                .forEach(i -> round.streams.add(Thread.ofVirtual().unstarted(() -> ask(round))));
        round.streams.forEach(Thread::start);
        round.join();
        return IntStream.range(0, objects.size()).mapToObj(round.known::get).toList();
    }

    private void ask(Round round) {
        try (Client own = client.another()) {
            BucketReader reader = new BucketReader(bucket, own, patience);
            int i;
            while ((i = round.next()) >= 0) {
                round.known.set(i, reader.known(round.objects.get(i)));
            }
        } catch (RuntimeException | Error e) {
            round.end(e);
        }
    }

    /** What the streams share. */
    private static final class Round {
        private final List<S3Object> objects;
        private final AtomicReferenceArray<Known> known;
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final List<Thread> streams = new ArrayList<>();

        Round(List<S3Object> objects) {
            this.objects = objects;
            this.known = new AtomicReferenceArray<>(objects.size());
        }

        /** The next object to ask for; negative when there is none, or no sense in asking. */
        int next() {
            int next = taken.getAndIncrement();
            return next < objects.size() && failure.get() == null ? next : -1;
        }

        void end(Throwable e) {
            if (failure.compareAndSet(null, e)) {
                streams.forEach(Thread::interrupt);
            }
        }

        void join() {
            try {
                for (Thread stream : streams) {
                    stream.join();
                }
            } catch (InterruptedException e) {
                end(e);
                Thread.currentThread().interrupt();
                throw new Stop.Requested();
            }
            switch (failure.get()) {
                case null -> {}
                case Error error -> throw error;
                case RuntimeException failed -> throw failed;
                case Throwable other -> throw new IllegalStateException(other);
            }
        }
    }
}
