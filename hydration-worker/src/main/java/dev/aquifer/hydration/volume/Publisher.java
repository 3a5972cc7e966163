package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.source.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes a verified artifact visible: folders synced, renamed in one step to the name of its digest,
 * then the marker. Whatever instant it is stopped at, the next attempt ends at the same state.
 */
public final class Publisher {

    private static final int BUFFER = 128 * 1024;

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

    /** Publishes the staged files, which are verified and durable. */
    public Marker publish(Staging staging, List<VerifiedFile> files, Plan plan) {
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
            Marker marker = mark(present, digest, files, plan);
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
            if (files.size() != plan.files().size() || !same(markers.folder(digest), files)) {
                staging.startOver();
                return Optional.empty();
            }
            Durable.directory(volume.base());
            Marker marker = mark(markers.find(digest), digest, files, plan);
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
    private Marker alias(Marker marker, String source, String pinned) {
        if (pinned.equals(marker.sources().get(source))) {
            return marker;
        }
        Marker more = marker.alsoFrom(source, pinned);
        try {
            markers.write(more);
        } catch (IOException e) {
            throw VolumeErrors.of("the marker cannot be written", e);
        }
        return more;
    }

    private Marker mark(
            Optional<Marker> present, ArtifactDigest digest, List<VerifiedFile> files, Plan plan)
            throws IOException {
        String source = plan.source();
        String pinned = plan.pinned().orElseGet(() -> "sha256:" + files.getFirst().sha256());
        if (present.isPresent()) {
            return alias(present.get(), source, pinned);
        }
        Marker marker =
                new Marker(digest, Map.of(source, pinned), files, clock.instant().toString());
        markers.write(marker);
        return marker;
    }

    private void rename(Staging staging, ArtifactDigest digest, List<VerifiedFile> files)
            throws IOException {
        Path target = markers.folder(digest);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            if (same(target, files)) {
                return;
            }
            moveAway(target);
        }
        Files.move(staging.files(), target, StandardCopyOption.ATOMIC_MOVE);
        Durable.directory(volume.base());
    }

    /**
     * What has the name but not the bytes was never proven; readers of it keep what they opened.
     */
    private void moveAway(Path target) throws IOException {
        Files.createDirectories(volume.trash());
        Path away = volume.trash().resolve(target.getFileName() + "-" + clock.millis());
        Files.move(target, away, StandardCopyOption.ATOMIC_MOVE);
        Durable.delete(away);
    }

    private static boolean same(Path folder, List<VerifiedFile> files) throws IOException {
        if (count(folder) != files.size()) {
            return false;
        }
        for (VerifiedFile file : files) {
            Path path = folder.resolve(file.path());
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(path) != file.size()
                    || !sha256(path).equals(file.sha256())) {
                return false;
            }
        }
        return true;
    }

    private static long count(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return -1;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .count();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String sha256(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (DigestInputStream in = new DigestInputStream(open(file), Digests.sha256())) {
            while (in.read(buffer) >= 0) {
                // The digest takes what it needs.
            }
            return Digests.hex(in.getMessageDigest().digest());
        }
    }

    private static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }
}
