package dev.aquifer.hydration;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.source.Plan;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.source.PlannedFile.Expected;
import dev.aquifer.hydration.transfer.Transfer;
import dev.aquifer.hydration.volume.Leases;
import dev.aquifer.hydration.volume.Marker;
import dev.aquifer.hydration.volume.Replacement;
import dev.aquifer.hydration.volume.Staging;
import dev.aquifer.hydration.volume.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fetches files of a published artifact again and renames each into its place once it is verified.
 * What has them open keeps what it has.
 */
final class Repair {

    private final Volume volume;
    private final Leases leases;
    private final Transfer.Tools tools;
    private final Ticker ticker;

    Repair(Volume volume, Leases leases, Transfer.Tools tools, Ticker ticker) {
        this.volume = volume;
        this.leases = leases;
        this.tools = tools;
        this.ticker = ticker;
    }

    /** Repairs these files of the artifact in this folder. */
    void run(Path folder, Marker marker, Plan whole, List<String> paths) {
        Plan plan = damaged(marker, whole, paths);
        String name = "repair\n" + marker.digest() + "\n" + String.join("\n", new TreeSet<>(paths));
        String key = Digests.sha256Hex(name).substring(0, Filling.KEY_LENGTH);
        Staging staging =
                Staging.open(
                        volume,
                        key,
                        Staging.lease(volume, key, leases),
                        plan.text(tools.policy().partSize()));
        try (staging) {
            Transfer transfer = new Transfer(plan, staging, tools);
            volume.needSpace(transfer.missing());
            ticker.report();
            List<VerifiedFile> files = transfer.run();
            ticker.finish();
            new Replacement(volume, folder).replace(staging, files);
        }
    }

    /** The files to fetch, which have to be what the artifact was published with. */
    private static Plan damaged(Marker marker, Plan whole, List<String> paths) {
        Map<String, PlannedFile> known =
                whole.files().stream()
                        .collect(Collectors.toMap(PlannedFile::path, Function.identity()));
        Map<String, VerifiedFile> published =
                marker.files().stream()
                        .collect(Collectors.toMap(VerifiedFile::path, Function.identity()));
        List<PlannedFile> files = new ArrayList<>();
        for (String path : new TreeSet<>(paths)) {
            VerifiedFile was = published.get(path);
            PlannedFile is = known.get(path);
            if (was == null || is == null) {
                throw new HydrationFailed(
                        was == null ? Code.BAD_REQUEST : Code.PINNED_REVISION_GONE,
                        path
                                + (was == null
                                        ? " is no file of the artifact"
                                        : " is no longer at its source"));
            }
            Expected expected = new Expected.Sha256(was.sha256());
            files.add(new PlannedFile(path, was.size(), expected, is.content()));
        }
        return new Plan(whole.source(), whole.pinned(), files);
    }
}
