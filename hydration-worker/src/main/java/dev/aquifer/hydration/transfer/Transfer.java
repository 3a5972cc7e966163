package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Connections;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.retry.Stop;
import dev.aquifer.hydration.source.Plan;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.volume.Staging;
import dev.aquifer.hydration.volume.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Moves all files of a plan into a staging folder, each verified and durable when it is done. */
public final class Transfer {

    /**
     * What the workers share.
     *
     * @param clients makes a client for each worker
     */
    public record Tools(
            Supplier<Client> clients,
            Connections connections,
            Patience patience,
            Policy policy,
            Stop stop,
            Meter meter,
            Steps steps) {}

    /** A stop is asked for from elsewhere. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Tools tools;
    private final Staging staging;
    private final List<FileTransfer> files = new ArrayList<>();
    private final List<VerifiedFile> present = new ArrayList<>();

    /** Finds out what earlier attempts left of this plan. */
    public Transfer(Plan plan, Staging staging, Tools tools) {
        this(plan, staging, tools, Set.of());
    }

    /** The same for all files but these, which are in their places and counted already. */
    public Transfer(Plan plan, Staging staging, Tools tools, Set<String> inPlace) {
        this.tools = tools;
        this.staging = staging;
        tools.meter().expect(plan.bytes(), plan.files().size());
        staging.requireDistinct(plan.files().stream().map(PlannedFile::path).toList());
        for (int i = 0; i < plan.files().size(); i++) {
            if (inPlace.contains(plan.files().get(i).path())) {
                continue;
            }
            FileTransfer file = new FileTransfer(i, plan.files().get(i), tools.policy().partSize());
            Optional<VerifiedFile> done = file.restore(staging, tools.meter());
            done.ifPresentOrElse(present::add, () -> files.add(file));
        }
        files.sort(Comparator.comparing(FileTransfer::plan, BY_SIZE));
    }

    private static final Comparator<PlannedFile> BY_SIZE =
            Comparator.comparingLong((PlannedFile file) -> sizeOr(file, Long.MAX_VALUE)).reversed();

    private static long sizeOr(PlannedFile file, long otherwise) {
        Long size = file.size();
        return size == null ? otherwise : size;
    }

    /** Bytes that are still to be written, as far as sizes are known. */
    public long missing() {
        long missing = 0;
        for (FileTransfer file : files) {
            long size = sizeOr(file.plan(), 0) - file.parts().present();
            missing = missing > Long.MAX_VALUE - size ? Long.MAX_VALUE : missing + size;
        }
        return missing;
    }

    /** Moves everything; returns the files when all are there. */
    public List<VerifiedFile> run() {
        try {
            return moved();
        } catch (RuntimeException | Error e) {
            // A file that is open still has a name on NFS, and no folder with it can be removed.
            files.forEach(file -> file.abandon(e));
            throw e;
        }
    }

    private List<VerifiedFile> moved() {
        long parts = files.stream().mapToLong(file -> Math.max(1, file.parts().count())).sum();
        int workers = (int) Math.min(tools.policy().maxStreams(), Math.max(1, parts));
        Schedule schedule =
                new Schedule(files, present, workers, tools.stop(), tools.meter(), LOOK_AGAIN);
        try (ExecutorService writers =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().name("writer-", 0).daemon().factory())) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                Worker worker = new Worker(schedule, staging, tools, writers);
                threads.add(Thread.ofPlatform().name("stream-" + i).daemon().start(worker));
            }
            for (Thread thread : threads) {
                join(thread);
            }
        }
        return schedule.result();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Requested();
        }
    }
}
