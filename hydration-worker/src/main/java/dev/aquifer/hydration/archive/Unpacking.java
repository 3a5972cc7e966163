package dev.aquifer.hydration.archive;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.source.Plan;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.volume.Staging;
import dev.aquifer.hydration.volume.VolumeErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the files of verified archives in the place of the archives. Archives are unpacked in the
 * order of the plan, and what a later one holds goes before, as in the layers of an image. It
 * starts anew each time, so that it may be stopped at any instant.
 */
public final class Unpacking {

    private final Plan plan;
    private final Staging staging;
    private final int maxFiles;
    private final Runnable alive;

    /**
     * Unpacks the archives of a plan in a staging folder.
     *
     * @param maxFiles more than this are refused
     * @param alive called for every piece of work; fails when it has to end
     */
    public Unpacking(Plan plan, Staging staging, int maxFiles, Runnable alive) {
        this.plan = plan;
        this.staging = staging;
        this.maxFiles = maxFiles;
        this.alive = alive;
    }

    /**
     * All files of an artifact.
     *
     * @param archives by the path of a file the archive that its bytes came from, if any
     */
    public record Unpacked(List<VerifiedFile> files, Map<String, String> archives) {}

    /** Removes what an earlier attempt unpacked. */
    public void startOver() {
        if (!plan.archives().isEmpty()) {
            Set<String> kept = new HashSet<>();
            plan.files().forEach(file -> kept.add(file.path()));
            staging.retain(kept);
        }
    }

    /** All files of the artifact: those that were transferred, and those of its archives. */
    public Unpacked all(List<VerifiedFile> transferred) {
        if (plan.archives().isEmpty()) {
            return new Unpacked(transferred, Map.of());
        }
        Map<String, VerifiedFile> plain = plain(transferred);
        Tree tree = tree(plain);
        makeLinks(tree);
        List<VerifiedFile> files = new ArrayList<>(plain.values());
        files.addAll(tree.files());
        List<String> paths = files.stream().map(VerifiedFile::path).toList();
        ArtifactPath.checkTogether(paths);
        staging.requireDistinct(paths);
        if (files.isEmpty()) {
            throw new HydrationFailed(Code.SOURCE_EMPTY, "the archives hold no file");
        }
        return new Unpacked(files, tree.archives());
    }

    /**
     * Of these files those whose bytes were transferred or are in the archives. Where those are not
     * all of the artifact's, what their links point to may be elsewhere, and does not matter.
     */
    public List<VerifiedFile> only(List<VerifiedFile> wanted, List<VerifiedFile> transferred) {
        Map<String, VerifiedFile> plain = plain(transferred);
        Tree tree = tree(plain);
        return wanted.stream()
                .filter(file -> file.equals(plain.get(file.path())) || brought(tree, file))
                .toList();
    }

    private Map<String, VerifiedFile> plain(List<VerifiedFile> transferred) {
        Map<String, VerifiedFile> plain = new LinkedHashMap<>();
        transferred.forEach(file -> plain.put(file.path(), file));
        plan.archives().forEach(archive -> plain.remove(archive.path()));
        return plain;
    }

    private Tree tree(Map<String, VerifiedFile> plain) {
        Tree tree = new Tree(staging, plain, maxFiles, alive);
        for (PlannedFile archive : plan.archives()) {
            tree.begin(archive.path());
            new Archive(staging.archive(archive.path()), tree).unpack();
        }
        return tree;
    }

    private static boolean brought(Tree tree, VerifiedFile file) {
        try {
            return tree.bring(file);
        } catch (IOException e) {
            throw VolumeErrors.of("a file of an archive cannot be named", e);
        }
    }

    private static void makeLinks(Tree tree) {
        try {
            tree.makeLinks();
        } catch (IOException e) {
            throw VolumeErrors.of("a link of an archive cannot be made", e);
        }
    }
}
