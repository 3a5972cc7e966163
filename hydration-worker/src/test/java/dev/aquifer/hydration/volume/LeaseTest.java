package dev.aquifer.hydration.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever lost a lease notices, whatever became of those who had it afterwards. */
class LeaseTest {

    /** Nobody beats in these tests: all see what a holder sees that was frozen. */
    private static final Lease.Times SLOW =
            new Lease.Times(Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(3));

    @TempDir private Path volume;
    private Path folder = Path.of("");

    @BeforeEach
    void stage() throws IOException {
        folder = Files.createDirectory(volume.resolve("key"));
        Files.writeString(folder.resolve("journal"), "what is staged stays");
    }

    private Optional<Lease> take(String id, Optional<SeenLease> former) throws IOException {
        return Lease.take(folder, former, Holder.self(id, "uid-1"), SLOW);
    }

    private Lease next(String id) throws IOException {
        return take(id, SeenLease.newest(folder)).orElseThrow();
    }

    @Test
    void aFrozenHolderFindsOutThoughItsSuccessorHasEnded() throws IOException {
        Lease frozen = next("a");
        next("b").close();

        assertThatThrownBy(frozen::confirm).isInstanceOf(HydrationFailed.class);
    }

    @Test
    void aFrozenHolderTakesNothingFromThoseWhoCameLater() throws IOException {
        Lease frozen = next("a");
        next("b").close();
        Lease third = next("c");

        frozen.close();

        third.confirm();
        assertThatThrownBy(frozen::confirm).isInstanceOf(HydrationFailed.class);
    }

    @Test
    void whoLookedLongAgoTakesNothing() throws IOException {
        next("a");
        Optional<SeenLease> longAgo = SeenLease.newest(folder);
        next("b").close();
        Lease third = next("c");

        assertThat(take("d", longAgo)).isEmpty();
        third.confirm();
    }

    @Test
    void whoBeatsAgainIsNotReplaced() throws IOException {
        Lease holder = next("a");
        SeenLease seen = SeenLease.newest(folder).orElseThrow();
        SeenLease before = new SeenLease(seen.epoch(), "silent then", seen.modifiedMillis());

        assertThat(take("b", Optional.of(before))).isEmpty();
        holder.confirm();
    }

    @Test
    void aHolderEndsAndNothingOfItStays() throws IOException {
        next("a");
        next("b").close();

        assertThat(folder.toFile().list()).containsExactly("journal");
    }
}
