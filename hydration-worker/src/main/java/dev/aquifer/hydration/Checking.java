package dev.aquifer.hydration;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.source.Plan;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.source.PlannedFile.Expected;
import dev.aquifer.hydration.transfer.Comparison;
import dev.aquifer.hydration.transfer.Comparison.Found;
import dev.aquifer.hydration.transfer.Comparison.Wanted;
import dev.aquifer.hydration.transfer.Transfer;
import dev.aquifer.hydration.volume.Marker;
import dev.aquifer.hydration.volume.Markers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what is on a volume and compares it: with its marker, or with its source. */
final class Checking {

    private static final int MOST_PATHS = 20;

    private final Transfer.Tools tools;
    private final Ticker ticker;

    Checking(Transfer.Tools tools, Ticker ticker) {
        this.tools = tools;
        this.ticker = ticker;
    }

    /** Fails unless every file of a published artifact is what its marker says. */
    void verify(Path folder, Marker marker) {
        List<Wanted> files = marker.files().stream().map(Wanted::of).toList();
        requireSame(folder, files, marker.bytes());
    }

    /**
     * The files of a plan as they lie in a folder; fails unless they are what the plan says, and
     * unless it says something of each that they can be compared with.
     *
     * @param remedy what to do where it does not
     */
    List<VerifiedFile> adopt(Path folder, Plan plan, String remedy) {
        if (!plan.archives().isEmpty()) {
            throw new HydrationFailed(
                    Code.SOURCE_UNSUPPORTED,
                    "the source holds archives, so it does not tell what files there have to be");
        }
        requireDigests(plan, remedy);
        List<Wanted> files = plan.files().stream().map(Wanted::of).toList();
        return requireSame(folder, files, plan.bytes());
    }

    private static void requireDigests(Plan plan, String remedy) {
        List<String> blind =
                plan.files().stream()
                        .filter(file -> file.expected() instanceof Expected.Nothing)
                        .map(PlannedFile::path)
                        .toList();
        if (!blind.isEmpty()) {
            String message =
                    "the source tells no digest of %d of %d files (%s), so they cannot be verified; %s"
                            .formatted(blind.size(), plan.files().size(), some(blind), remedy);
            throw failure(Code.UNVERIFIABLE, message, blind, blind.size(), 0);
        }
    }

    private static String some(List<String> paths) {
        String named = paths.stream().limit(3).collect(Collectors.joining(", "));
        return paths.size() > 3 ? named + ", …" : named;
    }

    /** The marker of an artifact that is to be checked, without which nothing can be said. */
    static Marker marker(
            Markers markers,
            Optional<ArtifactDigest> digest,
            String source,
            Optional<String> pinned) {
        return digest.flatMap(markers::peek)
                .or(() -> digest.isPresent() ? Optional.empty() : markers.peek(source, pinned))
                .orElseThrow(
                        () ->
                                failure(
                                        Code.FILE_MISSING,
                                        "the volume has no marker of this artifact",
                                        digest.map(markers::name).stream().toList(),
                                        1,
                                        1));
    }

    private List<VerifiedFile> requireSame(Path folder, List<Wanted> files, @Nullable Long bytes) {
        tools.meter().expect(bytes, files.size());
        ticker.report();
        List<Found> found = new Comparison(folder, tools.meter(), tools.stop()).compare(files);
        ticker.finish();
        List<String> different =
                found.stream()
                        .filter(Found.Different.class::isInstance)
                        .map(f -> ((Found.Different) f).path())
                        .toList();
        List<String> missing =
                found.stream()
                        .filter(Found.Missing.class::isInstance)
                        .map(f -> ((Found.Missing) f).path())
                        .toList();
        if (!different.isEmpty() || !missing.isEmpty()) {
            throw differs(different, missing, files.size());
        }
        return found.stream().map(f -> ((Found.Same) f).file()).toList();
    }

    private static HydrationFailed differs(List<String> different, List<String> missing, int of) {
        List<String> paths = Stream.concat(different.stream(), missing.stream()).toList();
        String message =
                "%d of %d files differ and %d are missing: %s"
                        .formatted(different.size(), of, missing.size(), some(paths));
        Code code = different.isEmpty() ? Code.FILE_MISSING : Code.DIGEST_MISMATCH;
        return failure(code, message, paths, paths.size(), missing.size());
    }

    private static HydrationFailed failure(
            Code code, String message, List<String> paths, int count, int missing) {
        return new HydrationFailed(
                code,
                message,
                Map.of(
                        "paths",
                        paths.stream().limit(MOST_PATHS).toList(),
                        "count",
                        count,
                        "missing",
                        missing),
                null);
    }
}
