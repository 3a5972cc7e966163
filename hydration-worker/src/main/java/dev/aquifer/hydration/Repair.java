package dev.aquifer.hydration;

import dev.aquifer.hydration.archive.Unpacking;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.report.Activity;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        ticker.doing(Activity.WAITING);
        Staging staging =
                Staging.open(
                        volume,
                        key,
                        Staging.lease(volume, key, leases, plan.bytes()),
                        plan.text(tools.policy().partSize()),
                        plan.bytes());
        var _ = staging.during(() -> replaced(plan, staging, folder, marker, paths));
    }

    private List<VerifiedFile> replaced(
            Plan plan, Staging staging, Path folder, Marker marker, List<String> paths) {
        Transfer transfer = new Transfer(plan, staging, tools);
        Unpacking unpacking = Filling.unpacking(plan, staging, tools);
        unpacking.startOver();
        volume.needSpace(transfer.missing() + plan.archiveBytes());
        ticker.report();
        List<VerifiedFile> wanted =
                marker.files().stream().filter(file -> paths.contains(file.path())).toList();
        List<VerifiedFile> files = unpacking.only(wanted, transfer.run());
        requireAll(paths, files);
        ticker.finish();
        new Replacement(volume, folder).replace(staging, files);
        return files;
    }

    private static void requireAll(List<String> paths, List<VerifiedFile> files) {
        for (String path : paths) {
            if (files.stream().noneMatch(file -> file.path().equals(path))) {
                throw gone(path);
            }
        }
    }

    /**
     * What to fetch: files that are what the artifact was published with, or its archives. A link
     * of an archive may lead to a file beside it, whose bytes are fetched then.
     */
    private static Plan damaged(Marker marker, Plan whole, List<String> paths) {
        Map<String, VerifiedFile> published =
                marker.files().stream()
                        .collect(Collectors.toMap(VerifiedFile::path, Function.identity()));
        Map<String, PlannedFile> known = new HashMap<>();
        Map<String, PlannedFile> bySha256 = new HashMap<>();
        for (PlannedFile file : whole.files()) {
            VerifiedFile was = published.get(file.path());
            if (was != null && file.form() == PlannedFile.Form.FILE) {
                known.put(file.path(), file);
                bySha256.put(was.sha256(), file);
            }
        }
        List<PlannedFile> files = new ArrayList<>();
        List<String> packed = new ArrayList<>();
        for (String path : new TreeSet<>(paths)) {
            VerifiedFile was = published.get(path);
            if (was == null) {
                throw new HydrationFailed(Code.BAD_REQUEST, path + " is no file of the artifact");
            }
            PlannedFile is = known.getOrDefault(path, bySha256.get(was.sha256()));
            if (is != null) {
                Expected expected = new Expected.Sha256(was.sha256());
                files.add(new PlannedFile(path, was.size(), expected, is.content()));
            } else if (whole.archives().isEmpty()) {
                throw gone(path);
            } else {
                packed.add(path);
            }
        }
        files.addAll(archives(packed, marker, whole));
        return new Plan(whole.source(), whole.pinned(), files);
    }

    /** Those that hold these files; all, where it is not known of each of them which one it is. */
    private static List<PlannedFile> archives(List<String> packed, Marker marker, Plan whole) {
        Set<String> names = new HashSet<>();
        packed.forEach(path -> names.add(marker.archives().getOrDefault(path, "")));
        List<PlannedFile> known =
                whole.archives().stream().filter(file -> names.contains(file.path())).toList();
        return known.size() == names.size() ? known : whole.archives();
    }

    private static HydrationFailed gone(String path) {
        return new HydrationFailed(Code.PINNED_REVISION_GONE, path + " is no longer at its source");
    }
}
