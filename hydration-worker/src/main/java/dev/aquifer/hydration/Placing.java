package dev.aquifer.hydration;

import dev.aquifer.hydration.archive.Unpacking;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.report.Activity;
import dev.aquifer.hydration.source.Plan;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.source.PlannedFile.Expected;
import dev.aquifer.hydration.transfer.Comparison;
import dev.aquifer.hydration.transfer.Comparison.Found;
import dev.aquifer.hydration.transfer.Comparison.Wanted;
import dev.aquifer.hydration.transfer.Transfer;
import dev.aquifer.hydration.volume.Leases;
import dev.aquifer.hydration.volume.Orphans;
import dev.aquifer.hydration.volume.Placement;
import dev.aquifer.hydration.volume.Receipt;
import dev.aquifer.hydration.volume.Receipts;
import dev.aquifer.hydration.volume.Recorded;
import dev.aquifer.hydration.volume.Staging;
import dev.aquifer.hydration.volume.Steps;
import dev.aquifer.hydration.volume.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the files of an artifact straight into somebody's folder: what is there with the right
 * bytes stays, what is missing is fetched, what is somebody else's is never replaced.
 */
final class Placing {

    private final Volume volume;
    private final Plan plan;
    private final Leases leases;
    private final Transfer.Tools tools;
    private final Environment environment;
    private final Ticker ticker;

    Placing(
            Volume volume,
            Plan plan,
            Leases leases,
            Transfer.Tools tools,
            Environment environment,
            Ticker ticker) {
        this.volume = volume;
        this.plan = plan;
        this.leases = leases;
        this.tools = tools;
        this.environment = environment;
        this.ticker = ticker;
    }

    Receipt run() {
        String name = plan.source() + plan.pinned().orElse("");
        String key = Digests.sha256Hex(name).substring(0, Filling.KEY_LENGTH);
        String proof = plan.text(tools.policy().partSize());
        ticker.doing(Activity.WAITING);
        Staging staging =
                Staging.open(
                        volume,
                        key,
                        Staging.lease(volume, key, leases, plan.bytes()),
                        plan.pinned().isPresent() ? proof : proof + environment.workerId(),
                        plan.bytes());
        return staging.during(() -> placed(staging, key));
    }

    private Receipt placed(Staging staging, String key) {
        environment.steps().reached(Steps.Step.PLANNED);
        new Orphans(volume, leases).collect(key);
        tools.meter().expect(plan.bytes(), plan.files().size());
        ticker.report();
        // Read under the lease: another run may have ended while this one waited.
        Receipts receipts = Receipts.of(volume);
        Placement placement = new Placement(volume, receipts, environment.steps());
        List<VerifiedFile> all = new ArrayList<>();
        List<VerifiedFile> brought =
                plan.archives().isEmpty()
                        ? files(staging, placement, receipts, all)
                        : unpacked(staging, placement, all);
        placement.place(staging, plan.source(), brought, all);
        ticker.finish();
        all.addAll(brought);
        String pinned = plan.pinned().orElseGet(() -> "sha256:" + all.getFirst().sha256());
        Receipt receipt = receipts.write(plan.source(), pinned, all, plan.unverified());
        environment.steps().reached(Steps.Step.MARKED);
        staging.discard();
        return receipt;
    }

    /** Fetches what is not in its place; what is, is added to {@code inPlace}. */
    private List<VerifiedFile> files(
            Staging staging, Placement placement, Receipts receipts, List<VerifiedFile> inPlace) {
        Map<String, VerifiedFile> found = inPlace(staging.journal().recorded(), receipts);
        inPlace.addAll(found.values());
        List<String> missing =
                plan.files().stream()
                        .map(PlannedFile::path)
                        .filter(path -> !found.containsKey(path))
                        .toList();
        requireFree(placement, missing);
        if (missing.isEmpty()) {
            return List.of();
        }
        Transfer transfer = new Transfer(plan, staging, tools, found.keySet());
        volume.needSpace(transfer.missing());
        return transfer.run();
    }

    /** What is in archives is known, and can be compared with the folder, once it is unpacked. */
    private List<VerifiedFile> unpacked(
            Staging staging, Placement placement, List<VerifiedFile> inPlace) {
        Transfer transfer = new Transfer(plan, staging, tools);
        Unpacking unpacking = Filling.unpacking(plan, staging, tools);
        unpacking.startOver();
        volume.needSpace(transfer.missing() + plan.archiveBytes());
        List<VerifiedFile> files = unpacking.all(transfer.run()).files();
        Comparison comparison = new Comparison(volume.base(), tools.meter(), tools.stop());
        List<VerifiedFile> missing = new ArrayList<>();
        for (VerifiedFile file : files) {
            boolean same = same(Wanted.of(file), comparison).isPresent();
            (same ? inPlace : missing).add(file);
        }
        requireFree(placement, missing.stream().map(VerifiedFile::path).toList());
        return missing;
    }

    private static void requireFree(Placement placement, List<String> paths) {
        List<String> taken = paths.stream().filter(path -> !placement.free(path)).toList();
        if (!taken.isEmpty()) {
            throw Placement.inTheWay(taken);
        }
    }

    /** The files that are where they should be, with the bytes that they should have. */
    private Map<String, VerifiedFile> inPlace(Recorded recorded, Receipts receipts) {
        Map<String, VerifiedFile> inPlace = new LinkedHashMap<>();
        Map<String, Receipt.Left> left = left(receipts);
        Comparison comparison = new Comparison(volume.base(), tools.meter(), tools.stop());
        for (int i = 0; i < plan.files().size(); i++) {
            PlannedFile file = plan.files().get(i);
            known(file, recorded.file(i), left)
                    .or(() -> compared(file, comparison))
                    .ifPresent(verified -> inPlace.put(file.path(), verified));
        }
        return inPlace;
    }

    /** Known without reading it: nobody touched it since it was left, or moved there. */
    private Optional<VerifiedFile> known(
            PlannedFile file, Optional<Recorded.Done> done, Map<String, Receipt.Left> left) {
        Optional<VerifiedFile> known =
                Optional.ofNullable(left.get(file.path()))
                        .filter(was -> holds(file, was.file().size(), was.modified()))
                        .map(Receipt.Left::file)
                        .or(
                                () ->
                                        done.filter(d -> holds(file, d.size(), d.modified()))
                                                .map(d -> verified(file, d)));
        known.ifPresent(verified -> tools.meter().inPlace(verified.size()));
        return known;
    }

    private boolean holds(PlannedFile file, long size, long modified) {
        return volume.holds(file.path(), size, modified);
    }

    private static VerifiedFile verified(PlannedFile file, Recorded.Done done) {
        return new VerifiedFile(file.path(), done.size(), done.sha256());
    }

    /** What an earlier run left of this very revision, by name. */
    private Map<String, Receipt.Left> left(Receipts receipts) {
        Map<String, Receipt.Left> left = new HashMap<>();
        plan.pinned()
                .flatMap(pinned -> receipts.find(plan.source(), pinned))
                .ifPresent(
                        receipt ->
                                receipt.files().forEach(was -> left.put(was.file().path(), was)));
        return left;
    }

    private Optional<VerifiedFile> compared(PlannedFile file, Comparison comparison) {
        if (file.expected() instanceof Expected.Nothing) {
            return Optional.empty(); // Nothing to compare it with.
        }
        return same(Wanted.of(file), comparison);
    }

    private Optional<VerifiedFile> same(Wanted wanted, Comparison comparison) {
        if (comparison.compare(wanted) instanceof Found.Same same) {
            volume.settle(wanted.path());
            return Optional.of(same.file());
        }
        return Optional.empty();
    }
}
