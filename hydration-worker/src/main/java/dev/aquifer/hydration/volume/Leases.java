package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gets the lease of a staging folder: at once when nobody has it or its holder is known to be dead,
 * else after its holder was seen to be silent, by this worker's own steady clock.
 */
public final class Leases {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Holder self;
    private final Lease.Times times;
    private final Reports reports;
    private final Consumer<Duration> pause;

    /**
     * Leases for one worker.
     *
     * @param id unlike that of any other worker
     * @param uid of the cache it works for
     * @param pause waits, and fails when the worker is told to stop
     */
    public Leases(
            String id, String uid, Lease.Times times, Reports reports, Consumer<Duration> pause) {
        this.self = Holder.self(id, uid);
        this.times = times;
        this.reports = reports;
        this.pause = pause;
    }

    /** Waits until the lease of this folder is ours. */
    Lease acquire(Path folder) {
        try {
            Watch watch = new Watch(false);
            while (true) {
                Optional<SeenLease> seen = SeenLease.newest(folder);
                if (seen.isEmpty() || watch.dead(folder, seen.get())) {
                    Optional<Lease> lease = Lease.take(folder, seen, self, times);
                    if (lease.isPresent()) {
                        return lease.get();
                    }
                } else {
                    pause.accept(POLL);
                }
            }
        } catch (IOException e) {
            throw VolumeErrors.of("the lease cannot be taken", e);
        }
    }

    /** Whether nobody works in this folder for sure, told without waiting. */
    boolean abandoned(Path folder) throws IOException {
        Optional<SeenLease> seen = SeenLease.newest(folder);
        return seen.isEmpty() || new Watch(true).dead(folder, seen.get());
    }

    String ownUid() {
        return self.uid();
    }

    private final class Watch {
        private String text = "";
        private long since;
        private boolean said;

        /** Of somebody who waits, or, quietly, of somebody who only looks. */
        Watch(boolean quiet) {
            said = quiet;
        }

        boolean dead(Path folder, SeenLease seen) throws IOException {
            Holder.Life life = seen.holder().map(Holder::life).orElse(Holder.Life.UNKNOWN);
            if (life != Holder.Life.UNKNOWN) {
                say(life == Holder.Life.ALIVE, folder);
                return life == Holder.Life.DEAD;
            }
            if (!seen.text().equals(text)) {
                text = seen.text();
                since = System.nanoTime();
            }
            boolean silent = System.nanoTime() - since > times.silence().toNanos();
            boolean dead = silent || old(folder, seen);
            say(!dead, folder);
            return dead;
        }

        private void say(boolean waiting, Path folder) {
            if (waiting && !said) {
                said = true;
                reports.say(
                        new Report.Waiting(
                                "another worker holds the volume", folder.getFileName() + ""));
            }
        }

        /** Both times are of the volume's own clock, whatever the clocks of the workers say. */
        private boolean old(Path folder, SeenLease seen) throws IOException {
            Path probe = folder.resolve("probe-" + self.id());
            try {
                Files.writeString(probe, "");
                long now = Files.getLastModifiedTime(probe).toMillis();
                return now - seen.modifiedMillis() > times.old().toMillis();
            } finally {
                Files.deleteIfExists(probe);
            }
        }
    }
}
