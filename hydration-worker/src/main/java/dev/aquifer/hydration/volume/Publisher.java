package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.source.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a verified artifact visible: folders synced, renamed in one step to the name of its digest,
 * then the marker. A folder of that name which is damaged is mended in its place, file by file, for
 * somebody may be reading it. Whatever instant it is stopped at, the next attempt ends at the same
 * state.
 */
public final class Publisher {

    private final Volume volume;
    private final Markers markers;
    private final Clock clock;
    private final Steps steps;

    /** A publisher for this volume. */
    public Publisher(Volume volume, Markers markers, Clock clock, Steps steps) {
        this.volume = volume;
        this.markers = markers;
        this.clock = clock;
        this.steps = steps;
    }

    /**
     * Publishes the staged files, which are verified and durable.
     *
     * @param archives by the path of a file the archive that it came from, if any
     */
    public Marker publish(
            Staging staging, List<VerifiedFile> files, Map<String, String> archives, Plan plan) {
        ArtifactDigest digest = ArtifactDigest.of(files);
        try {
            Optional<Marker> present = markers.find(digest);
            if (present.isEmpty()) {
                Durable.directories(staging.files());
                staging.journal().publishing(digest.hex());
                steps.reached(Steps.Step.BEFORE_RENAME);
                staging.lease().confirm();
                rename(staging, digest, files);
                steps.reached(Steps.Step.RENAMED);
            }
            Marker marker = mark(present, newMarker(files, archives, plan));
            steps.reached(Steps.Step.MARKED);
            staging.discard();
            return marker;
        } catch (IOException e) {
            throw VolumeErrors.of("the artifact cannot be published", e);
        }
    }

    /** Ends what an attempt began that was stopped between rename and marker, if it was. */
    public Optional<Marker> finish(Staging staging, Plan plan) {
        List<VerifiedFile> files = recorded(staging, plan);
        ArtifactDigest digest = ArtifactDigest.of(files);
        try {
            if (files.size() != plan.files().size()
                    || !new PublishedFolder(volume, markers.folder(digest)).same(files)) {
                staging.startOver();
                return Optional.empty();
            }
            Durable.directory(volume.base());
            Marker marker = mark(markers.find(digest), newMarker(files, Map.of(), plan));
            staging.discard();
            return Optional.of(marker);
        } catch (IOException e) {
            throw VolumeErrors.of("the artifact cannot be published", e);
        }
    }

    private static List<VerifiedFile> recorded(Staging staging, Plan plan) {
        List<VerifiedFile> files = new ArrayList<>();
        for (int i = 0; i < plan.files().size(); i++) {
            String path = plan.files().get(i).path();
            staging.journal()
                    .recorded()
                    .file(i)
                    .ifPresent(
                            done -> files.add(new VerifiedFile(path, done.size(), done.sha256())));
        }
        return files;
    }

    /** Lets the artifact be found under one more source and revision. */
    private Marker alias(Marker marker, Marker other) throws IOException {
        Marker more = marker.alsoFrom(other);
        if (!more.equals(marker)) {
            markers.write(more);
        } else {
            volume.keepProofs();
        }
        return more;
    }

    private Marker newMarker(List<VerifiedFile> files, Map<String, String> archives, Plan plan) {
        String pinned = plan.pinned().orElseGet(() -> "sha256:" + files.getFirst().sha256());
        return new Marker(
                ArtifactDigest.of(files),
                Map.of(plan.source(), pinned),
                files,
                archives,
                clock.instant().toString(),
                Map.of(plan.source(), plan.unverified()));
    }

    private Marker mark(Optional<Marker> present, Marker marker) throws IOException {
        if (present.isPresent()) {
            return alias(present.get(), marker);
        }
        markers.write(marker);
        return marker;
    }

    private void rename(Staging staging, ArtifactDigest digest, List<VerifiedFile> files)
            throws IOException {
        Path target = markers.folder(digest);
        PublishedFolder published = new PublishedFolder(volume, target);
        if (published.mendable(files)) {
            published.mend(staging, files);
            Durable.directory(volume.base()); // Who renamed it may have been killed before this.
            return;
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            moveAway(target);
        }
        Files.move(staging.files(), target, StandardCopyOption.ATOMIC_MOVE);
        Durable.directory(volume.base());
    }

    /** What has the name of an artifact and is no folder of files was never one. */
    private void moveAway(Path target) throws IOException {
        Files.createDirectories(volume.trash());
        Path away = volume.trash().resolve(target.getFileName() + "-" + clock.millis());
        Files.move(target, away, StandardCopyOption.ATOMIC_MOVE);
        Durable.delete(away);
    }
}
