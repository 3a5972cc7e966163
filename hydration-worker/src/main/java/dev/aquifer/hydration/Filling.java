package dev.aquifer.hydration;

import dev.aquifer.hydration.archive.Unpacking;
import dev.aquifer.hydration.archive.Unpacking.Unpacked;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.MountedPart;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.report.Activity;
import dev.aquifer.hydration.source.Plan;
import dev.aquifer.hydration.transfer.Transfer;
import dev.aquifer.hydration.volume.Lease;
import dev.aquifer.hydration.volume.Leases;
import dev.aquifer.hydration.volume.Marker;
import dev.aquifer.hydration.volume.Markers;
import dev.aquifer.hydration.volume.Orphans;
import dev.aquifer.hydration.volume.Publisher;
import dev.aquifer.hydration.volume.Staging;
import dev.aquifer.hydration.volume.Steps;
import dev.aquifer.hydration.volume.Volume;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings a planned artifact onto a volume: lease, space, transfer, publication. */
final class Filling {

    static final int KEY_LENGTH = 32;

    private final Volume volume;
    private final Markers markers;
    private final Plan plan;
    private final Leases leases;
    private final Transfer.Tools tools;
    private final Environment environment;
    private final Orphans orphans;
    private final String key;

    Filling(
            Volume volume,
            Markers markers,
            Plan plan,
            Leases leases,
            Transfer.Tools tools,
            Environment environment) {
        this.volume = volume;
        this.markers = markers;
        this.plan = plan;
        this.leases = leases;
        this.tools = tools;
        this.environment = environment;
        this.orphans = new Orphans(volume, leases);
        String name = plan.source() + plan.pinned().orElse("");
        this.key = Digests.sha256Hex(name).substring(0, KEY_LENGTH);
    }

    /**
     * The artifact is there.
     *
     * @param unverified files of which the source told nothing; null where it was not asked, and
     *     the marker does not remember
     * @param already when it was another worker who brought it
     */
    record Filled(Marker marker, String pinned, @Nullable Integer unverified, boolean already) {}

    /** Publishes nothing that lacks what is to be mounted. */
    Filled run(Ticker ticker, MountedPart mounted) {
        ticker.doing(Activity.WAITING);
        Lease lease = Staging.lease(volume, key, leases, plan.bytes());
        ticker.doing(Activity.PLANNING);
        Optional<Marker> marker =
                plan.pinned().flatMap(revision -> markers.find(plan.source(), revision));
        if (marker.isPresent()) {
            lease.close(); // Another worker was faster while this one waited.
            return new Filled(marker.get(), pinned(marker.get()), plan.unverified(), true);
        }
        Staging staging = Staging.open(volume, key, lease, proof(), plan.bytes());
        environment.steps().reached(Steps.Step.PLANNED);
        Marker published =
                staging.during(
                        () -> {
                            orphans.collect(key);
                            return bring(staging, ticker, mounted);
                        });
        return new Filled(published, pinned(published), plan.unverified(), false);
    }

    /** Without a revision nothing proves that what an earlier attempt left is of the same one. */
    private String proof() {
        String text = plan.text(tools.policy().partSize());
        return plan.pinned().isPresent() ? text : text + environment.workerId();
    }

    private Marker bring(Staging staging, Ticker ticker, MountedPart mounted) {
        Publisher publisher =
                new Publisher(volume, markers, environment.clock(), environment.steps());
        if (staging.renamed().isPresent()) {
            ticker.doing(Activity.VERIFYING);
            Optional<Marker> marker = publisher.finish(staging, plan);
            if (marker.isPresent()) {
                return marker.get();
            }
            ticker.doing(Activity.PLANNING);
        }
        Transfer transfer = new Transfer(plan, staging, tools);
        Unpacking unpacking = unpacking(plan, staging, tools);
        unpacking.startOver();
        requireSpace(transfer.missing(), plan.archiveBytes());
        ticker.report();
        Unpacked unpacked = unpacking.all(transfer.run());
        mounted.requireAmong(unpacked.files().stream().map(VerifiedFile::path).toList());
        ticker.doing(Activity.VERIFYING);
        Marker marker = publisher.publish(staging, unpacked.files(), unpacked.archives(), plan);
        ticker.finish();
        return marker;
    }

    static Unpacking unpacking(Plan plan, Staging staging, Transfer.Tools tools) {
        return new Unpacking(
                plan,
                staging,
                tools.policy().maxFiles(),
                () -> {
                    tools.stop().check();
                    staging.lease().check();
                    tools.meter().worked();
                });
    }

    private void requireSpace(long missing, long more) {
        long all = missing > Long.MAX_VALUE - more ? Long.MAX_VALUE : missing + more;
        try {
            volume.needSpace(all);
        } catch (HydrationFailed e) {
            orphans.collectAll(key);
            volume.needSpace(all);
        }
    }

    private String pinned(Marker marker) {
        return plan.pinned().orElseGet(() -> "sha256:" + marker.files().getFirst().sha256());
    }
}
