package dev.aquifer.hydration.source;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.retry.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The entries of a ConfigMap that is mounted as a folder. Their revision is the digest of the
 * artifact that they are. No ConfigMap holds more than a megabyte, so they are simply read.
 */
final class ConfigMapSource implements Source {

    private static final int LARGEST = 4 * 1024 * 1024;

    private final SourceSpec.ConfigMap spec;
    private final Optional<String> pinned;

    ConfigMapSource(SourceSpec.ConfigMap spec, Optional<String> pinned) {
        this.spec = spec;
        this.pinned = pinned;
    }

    @Override
    public String identity() {
        return Digests.sha256Hex(
                String.join("\n", "configMap", spec.key().orElse(""), spec.filename().orElse("")));
    }

    @Override
    public Optional<String> pinned() {
        return pinned;
    }

    @Override
    public Plan plan(Client client, Patience patience) {
        List<PlannedFile> files = new ArrayList<>();
        List<VerifiedFile> known = new ArrayList<>();
        int left = LARGEST;
        for (String entry : entries()) {
            byte[] bytes = read(entry, left);
            left -= bytes.length;
            String sha256 = Digests.hex(Digests.sha256().digest(bytes));
            String path = ArtifactPath.check(spec.filename().orElse(entry));
            known.add(new VerifiedFile(path, bytes.length, sha256));
            files.add(
                    new PlannedFile(
                            path,
                            (long) bytes.length,
                            new PlannedFile.Expected.Sha256(sha256),
                            new PlannedFile.Content.Literal(ByteBuffer.wrap(bytes))));
        }
        Optional<String> revision = Optional.of(ArtifactDigest.of(known).toString());
        if (pinned.isPresent() && !pinned.equals(revision)) {
            throw new HydrationFailed(
                    Code.PINNED_REVISION_GONE,
                    "the ConfigMap no longer holds what it held when it was pinned");
        }
        return new Plan(identity(), revision, files);
    }

    /** The mount's own names begin with two dots; no key of a ConfigMap does. */
    private List<String> entries() {
        if (spec.key().isPresent()) {
            return List.of(spec.key().get());
        }
        try (Stream<Path> found = Files.list(spec.folder())) {
            return found.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new HydrationFailed(Code.NOT_FOUND, "the ConfigMap is not mounted");
        }
    }

    private byte[] read(String entry, int most) {
        Path file = spec.folder().resolve(entry);
        if (!Files.isRegularFile(file)) {
            throw new HydrationFailed(
                    Code.NOT_FOUND, "the ConfigMap has no entry \"" + entry + "\"");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new HydrationFailed(
                        Code.BAD_REQUEST, "the content is more than a ConfigMap can hold");
            }
            return bytes;
        } catch (IOException e) {
            throw new HydrationFailed(
                    Code.SOURCE_CHANGED, "the entry \"" + entry + "\" changed while it was read");
        }
    }
}
