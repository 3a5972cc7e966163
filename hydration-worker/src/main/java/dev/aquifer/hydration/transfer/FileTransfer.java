package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.source.PlannedFile.Content;
import dev.aquifer.hydration.volume.Recorded;
import dev.aquifer.hydration.volume.Staging;
import dev.aquifer.hydration.volume.VolumeErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way. It travels in parts, or, when its origin cannot divide it, in one stream
 * from its beginning.
 */
final class FileTransfer {

    private final int index;
    private final PlannedFile plan;
    private final int partSize;
    private Parts parts;
    private @Nullable Hashes hashes;
    private boolean single;
    private boolean opened;
    private boolean far;
    private int busy;
    private int mismatches;
    private @Nullable StagedFile file;
    private volatile @Nullable WebAddress direct;

    FileTransfer(int index, PlannedFile plan, int partSize) {
        this.index = index;
        this.plan = plan;
        this.partSize = partSize;
        this.single = plan.content() instanceof Content.Remote && !plan.divisible();
        this.parts = newParts();
    }

    private Parts newParts() {
        Long size = plan.size();
        return new Parts(single || size == null ? 0 : size, partSize);
    }

    int index() {
        return index;
    }

    PlannedFile plan() {
        return plan;
    }

    Parts parts() {
        return parts;
    }

    Hashes hashes() {
        Hashes current = hashes;
        if (current == null) {
            throw new IllegalStateException(plan.path() + " is not open");
        }
        return current;
    }

    /** It is done: its digests are needed no more. */
    void forget() {
        hashes = null;
    }

    /** Goes back to a state of the digests from before bytes that turned out to be bad. */
    void hashes(Hashes before) {
        hashes = before;
    }

    boolean single() {
        return single;
    }

    /** From now on it travels in one stream. */
    void becomeSingle() {
        single = true;
    }

    /** Whether workers may be at it. */
    boolean opened() {
        return opened;
    }

    void becomeOpened() {
        opened = true;
    }

    /** Whether its origin is far away. */
    boolean far() {
        return far;
    }

    void far(boolean now) {
        far = now;
    }

    /** Workers that are at it. */
    int busy() {
        return busy;
    }

    void enter() {
        busy++;
    }

    void leave() {
        busy--;
    }

    /** Where it really lies, behind the redirects that were followed last. */
    @Nullable WebAddress direct() {
        return direct;
    }

    void direct(WebAddress address) {
        direct = address;
    }

    /** This way failed: the source's own address is asked, unless another way was found since. */
    void expired(@Nullable WebAddress address) {
        if (Objects.equals(direct, address)) {
            direct = null;
        }
    }

    StagedFile file() {
        StagedFile open = file;
        if (open == null) {
            throw new IllegalStateException(plan.path() + " is not open");
        }
        return open;
    }

    void open(Staging staging) {
        Long size = plan.size();
        file = StagedFile.open(place(staging), size == null ? Long.MAX_VALUE : size);
        hashes = Hashes.of(plan);
    }

    /** Lets go of it because of a failure, beside which that of closing it is told. */
    void abandon(Throwable failure) {
        StagedFile open = file;
        if (open != null) {
            try {
                open.close();
            } catch (HydrationFailed e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Its digest was wrong; returns how often that has happened. */
    int mismatched() {
        return ++mismatches;
    }

    /** Forgets all bytes and digests, and starts again; returns what is lost. */
    long restart() {
        long lost = parts.present();
        parts = newParts();
        hashes = Hashes.of(plan);
        return lost;
    }

    private Path place(Staging staging) {
        return plan.form() == PlannedFile.Form.ARCHIVE
                ? staging.archive(plan.path())
                : staging.file(plan.path());
    }

    /** What an earlier attempt left of it: the whole, or the bytes of some parts. */
    Optional<VerifiedFile> restore(Staging staging, Meter meter) {
        Recorded recorded = staging.journal().recorded();
        Optional<Recorded.Done> done = recorded.file(index);
        if (done.isEmpty() && recorded.parts(index).isEmpty()) {
            return Optional.empty();
        }
        Path path = place(staging);
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            long length = Files.size(path);
            if (done.isPresent()
                    && done.get().size() == length
                    && done.get().modified() == StagedFile.modified(path)) {
                meter.present(length);
                meter.fileDone();
                return Optional.of(new VerifiedFile(plan.path(), length, done.get().sha256()));
            }
            meter.present(parts.restore(recorded.parts(index), length));
            return Optional.empty();
        } catch (IOException e) {
            throw VolumeErrors.of("what is staged cannot be read", e);
        }
    }
}
