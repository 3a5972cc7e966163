package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.powerloss.Keeps;
import dev.aquifer.hydration.powerloss.Recording;
import dev.aquifer.hydration.request.Task;
import dev.aquifer.hydration.testkit.OciArtifact;
import dev.aquifer.hydration.volume.Steps;
import dev.aquifer.hydration.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a power loss leaves, at many seeded instants: what was forced is there, and of all else any
 * part. {@code -Dhydration.powerlosses=N} sets how many for each layout, {@code -Dhydration.seed=N}
 * where to begin.
 */
class PowerLossTest {

    private static final int LOSSES = Integer.getInteger("hydration.powerlosses", 200);
    private static final long SEED = Long.getLong("hydration.seed", 1);
    private static final int LOSSES_A_RUN = 20;

    /** At the end of a run come the changes by which everything is published. */
    private static final int LAST = 25;

    private static final int PART = 8192;
    private static final Map<String, byte[]> LARGE = large();
    private static final byte[] SMALL = Bytes.random(1500, 70);

    /** Where the files lie in the end. */
    enum Layout {
        VOLUME,
        FOLDER
    }

    private final TestHub hub = new TestHub();
    private final FakeRegistry registry = new FakeRegistry();
    private Function<Path, Attempt> source =
            volume ->
                    Attempt.hub(volume, hub.endpoint(), "org/model", "main")
                            .with("pinned", TestHub.COMMIT);

    @TempDir(factory = InMemory.class)
    private Path scratch;

    private int volumes;

    PowerLossTest() {
        hub.file("config.json", SMALL);
        LARGE.forEach(hub::large);
    }

    private static Map<String, byte[]> large() {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 1; i <= 6; i++) {
            String folder = i % 2 == 0 ? "" : "weights/" + i + "/";
            files.put(folder + "shard-" + i + ".bin", Bytes.random(i * PART - 77 * i, 70L + i));
        }
        return files;
    }

    @AfterEach
    void stop() {
        hub.close();
        registry.close();
    }

    private Path newVolume() throws IOException {
        return Files.createDirectory(scratch.resolve("volume-" + volumes++));
    }

    private Attempt attempt(Path volume, Layout layout, int streams) {
        Attempt attempt =
                source.apply(volume).policy("partSizeBytes", PART).policy("maxStreams", streams);
        return layout == Layout.VOLUME
                ? attempt
                : attempt.doing(new Task.Place(List.of(), List.of()));
    }

    /** What was there when the power came back; whoever held a lease is of another boot. */
    private Path remains(Recording recording, int instant, Keeps keeps) throws IOException {
        Path volume = newVolume();
        recording.losePower(instant, keeps, volume);
        leasesOfAnotherBoot(volume);
        return volume;
    }

    private static void leasesOfAnotherBoot(Path volume) throws IOException {
        FileTime earlier = FileTime.from(Instant.now().minus(Duration.ofMinutes(10)));
        try (Stream<Path> all = Files.walk(volume)) {
            for (Path lease :
                    all.filter(p -> p.getFileName().toString().startsWith("lease-")).toList()) {
                String text =
                        Files.readString(lease).replaceAll("\"world\":\"[^\"]*", "\"world\":\"");
                Files.writeString(lease, text);
                Files.setLastModifiedTime(lease, earlier);
            }
        }
    }

    private static List<String> proofs(Path volume) {
        return Volumes.markers(volume).stream()
                .filter(name -> name.endsWith(".json") && !name.endsWith(".placing.json"))
                .toList();
    }

    private static Path folder(Path volume, Layout layout, String proof) {
        return layout == Layout.FOLDER ? volume : volume.resolve(proof.replace(".json", ""));
    }

    /** What is proven is there; whatever bears its final name in a folder of a user's is right. */
    private void requireNothingWrong(Path volume, Layout layout, String which) throws IOException {
        for (String proof : proofs(volume)) {
            requireRight(folder(volume, layout, proof), which);
        }
        for (Map.Entry<String, byte[]> file : LARGE.entrySet()) {
            Path path = volume.resolve(file.getKey());
            if (layout == Layout.FOLDER && Files.exists(path)) {
                assertThat(path).as(which).hasBinaryContent(file.getValue());
            }
        }
    }

    private static void requireRight(Path folder, String which) throws IOException {
        for (Map.Entry<String, byte[]> file : LARGE.entrySet()) {
            assertThat(folder.resolve(file.getKey())).as(which).hasBinaryContent(file.getValue());
        }
        assertThat(folder.resolve("config.json")).as(which).hasBinaryContent(SMALL);
    }

    private void requireComplete(Attempt.Outcome outcome, Layout layout, String which)
            throws IOException {
        assertThat(outcome.result().fields()).as(which).containsEntry("outcome", "completed");
        assertThat(proofs(outcome.root())).as(which).hasSize(1);
        requireNothingWrong(outcome.root(), layout, which);
        if (!outcome.completed().alreadyPresent()) {
            assertThat(Volumes.staged(outcome.root())).as(which).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverAPowerLossLeavesTheNextRunCompletes(Layout layout) throws IOException {
        losePower(layout, LOSSES);
    }

    @ParameterizedTest
    @EnumSource
    void whateverAPowerLossLeavesOfArchivesTheNextRunCompletes(Layout layout) throws IOException {
        Tar large = new Tar();
        LARGE.forEach(large::file);
        Tar small = new Tar().link("alias", "config.json").file("config.json", SMALL);
        OciArtifact artifact = new OciArtifact();
        artifact.folder("large", large.bytes()).folder("small", small.bytes());
        registry.holds("v1", artifact);
        source =
                volume ->
                        Attempt.oci(volume, registry.image(":v1"))
                                .with("pinned", artifact.digest());

        losePower(layout, LOSSES / 4);
    }

    private void losePower(Layout layout, int most) throws IOException {
        long seed = SEED;
        for (int losses = 0; losses < most; seed++) {
            Random random = new Random(seed);
            int streams = seed % 2 == 0 ? 1 : 4;
            Path volume = newVolume();
            Recording first = new Recording(volume);
            attempt(volume, layout, streams).through(first.root()).run().completed();
            for (int i = 0; i < LOSSES_A_RUN && losses < most; i++, losses += 2) {
                int instant = random.nextInt(first.changes() + 1);
                String which = "seed %d, loss %d at %s".formatted(seed, i, first.before(instant));
                Path left = remains(first, instant, Keeps.by(random));
                Recording second = resumed(left, layout, streams, which);
                int another = random.nextInt(second.changes() + 1);
                which += ", then at " + second.before(another);
                Path rest = remains(second, another, Keeps.by(random));
                resumed(rest, layout, streams, which);
                Volumes.delete(left);
                Volumes.delete(rest);
            }
            Volumes.delete(volume);
        }
    }

    private Recording resumed(Path volume, Layout layout, int streams, String which)
            throws IOException {
        requireNothingWrong(volume, layout, which);
        Recording recording = new Recording(volume);
        Attempt.Outcome outcome = attempt(volume, layout, streams).through(recording.root()).run();
        requireComplete(outcome, layout, which);
        return recording;
    }

    /** Nothing but what was forced is left. */
    private static final Keeps NOTHING =
            new Keeps() {
                @Override
                public boolean names() {
                    return false;
                }

                @Override
                public int length(String file, int of) {
                    return 0;
                }

                @Override
                public int page(String file, int of) {
                    return 0;
                }
            };

    private void requireStillComplete(Recording recording, Layout layout, String which)
            throws IOException {
        Path left = remains(recording, recording.changes(), NOTHING);
        requireNothingWrong(left, layout, which);
        Attempt.Outcome outcome = attempt(left, layout, 4).run();
        requireComplete(outcome, layout, which);
        assertThat(outcome.completed().effort().fetchedBytes()).as(which).isZero();
        assertThat(outcome.completed().alreadyPresent()).as(which).isTrue();
        Volumes.delete(left);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSaidToBeCompleteIsStillCompleteAfterAPowerLoss(Layout layout) throws IOException {
        Path volume = newVolume();
        Recording recording = new Recording(volume);
        attempt(volume, layout, 4).through(recording.root()).run().completed();

        requireStillComplete(recording, layout, "a run");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCompletedAfterAKillIsStillCompleteAfterAPowerLoss(Layout layout)
            throws IOException {
        Path whole = newVolume();
        Recording all = new Recording(whole);
        attempt(whole, layout, 1).through(all.root()).run().completed();
        for (long seed = SEED; seed < SEED + LOSSES / 4; seed++) {
            Path volume = newVolume();
            Recording recording = new Recording(volume);
            Random random = new Random(seed);
            int last = random.nextBoolean() ? LAST : all.changes();
            int instant = all.changes() - 1 - random.nextInt(last);
            String which = "seed %d, killed at %s".formatted(seed, all.before(instant));
            recording.endAt(instant);
            attempt(volume, layout, 1).through(recording.root()).run();
            leasesOfAnotherBoot(volume);
            recording.goOn();
            Attempt.Outcome outcome = attempt(volume, layout, 1).through(recording.root()).run();
            requireComplete(outcome, layout, which);

            requireStillComplete(recording, layout, which);
            for (int i = 0; i < 8; i++) {
                int loss = recording.changes() - random.nextInt(LAST);
                Path left = remains(recording, loss, Keeps.by(random));
                requireNothingWrong(left, layout, which + ", loss at " + recording.before(loss));
                Volumes.delete(left);
            }
            Volumes.delete(volume);
        }
    }

    @Test
    void whatAnotherSourceLeftWithoutAMarkerIsDurableBeforeItIsProven() throws IOException {
        Path volume = newVolume();
        Recording recording = new Recording(volume);
        Steps untilItIsRenamed =
                step -> {
                    if (step == Steps.Step.BEFORE_RENAME) {
                        recording.endAt(recording.changes() + 1);
                    }
                };
        attempt(volume, Layout.VOLUME, 1)
                .in(Environment.real().watchedBy(untilItIsRenamed))
                .through(recording.root())
                .run();
        recording.goOn();
        attempt(volume, Layout.VOLUME, 1)
                .source("include", List.of("*"))
                .through(recording.root())
                .run()
                .completed();
        Random random = new Random(SEED);
        for (int i = 0; i < LOSSES; i++) {
            int loss = recording.changes() - random.nextInt(LAST);
            Path left = remains(recording, loss, Keeps.by(random));
            requireNothingWrong(left, Layout.VOLUME, recording.before(loss));
            Volumes.delete(left);
        }
    }

    @Test
    void aFolderThatIsMadeForItIsNotTakenAwayByAPowerLoss() throws IOException {
        Path volume = newVolume();
        Files.createDirectory(volume.resolve("home"));
        Recording recording = new Recording(volume);
        Path folder = recording.root().resolve("home/models/llama");
        Volume.make(folder);
        Volume.make(folder);

        attempt(volume, Layout.FOLDER, 4).through(folder).run().completed();

        Path left = remains(recording, recording.changes(), NOTHING).resolve("home/models/llama");
        requireNothingWrong(left, Layout.FOLDER, "a folder below others");
        assertThat(proofs(left)).hasSize(1);
    }

    @Test
    void aFolderThatAKilledRunMadeIsNotTakenAwayByAPowerLoss() throws IOException {
        for (int made = 1; made <= 4; made++) {
            Path volume = newVolume();
            Files.createDirectory(volume.resolve("home"));
            Recording recording = new Recording(volume);
            Path folder = recording.root().resolve("home/models/llama");
            recording.endAt(made);
            assertThatThrownBy(() -> Volume.make(folder)).isInstanceOf(HydrationFailed.class);
            String which = "killed at " + recording.before(made);
            recording.goOn();

            Volume.make(folder);

            attempt(volume, Layout.FOLDER, 4).through(folder).run().completed();
            Path rest = remains(recording, recording.changes(), NOTHING);
            Path left = rest.resolve("home/models/llama");
            requireNothingWrong(left, Layout.FOLDER, which);
            assertThat(proofs(left)).as(which).hasSize(1);
        }
    }

    @Test
    void aMarkerThatAKilledRunWroteIsNotTakenAwayByAPowerLoss() throws IOException {
        try (TestOrigin unpinned = new TestOrigin()) {
            unpinned.on("/file", (request, answer) -> answer.file(SMALL, "W/\"v\""));
            source = volume -> Attempt.http(volume, unpinned.url("/file"));
            Recording whole = new Recording(newVolume());
            attempt(scratch.resolve("volume-0"), Layout.VOLUME, 1)
                    .through(whole.root())
                    .run()
                    .completed();
            for (int back = 1; back <= LAST; back++) {
                Path volume = newVolume();
                Recording recording = new Recording(volume);
                recording.endAt(whole.changes() - back);
                attempt(volume, Layout.VOLUME, 1).through(recording.root()).run();
                leasesOfAnotherBoot(volume);
                recording.goOn();

                attempt(volume, Layout.VOLUME, 1).through(recording.root()).run().completed();

                Path left = remains(recording, recording.changes(), NOTHING);
                String which = "killed at " + whole.before(whole.changes() - back);
                assertThat(proofs(left)).as(which).hasSize(1);
            }
        }
    }

    @Test
    void whatSomebodyElsePutThereIsStillThereAfterAPowerLoss() throws IOException {
        Recording recording = new Recording(newVolume());
        Path folder = recording.root();
        for (Map.Entry<String, byte[]> file : LARGE.entrySet()) {
            Path copy = folder.resolve(file.getKey());
            Files.createDirectories(copy.getParent());
            Files.write(copy, file.getValue());
        }
        Path real = scratch.resolve("volume-0");
        Attempt.Outcome outcome = attempt(real, Layout.FOLDER, 4).through(folder).run();
        assertThat(outcome.completed().effort().fetchedBytes()).isEqualTo(SMALL.length);

        requireStillComplete(recording, Layout.FOLDER, "copied a moment ago");
    }

    /** All that was done is left, but for the bytes of these files, which keep their length. */
    private static Keeps allBut(String prefix) {
        return new Keeps() {
            @Override
            public boolean names() {
                return true;
            }

            @Override
            public int length(String file, int of) {
                return of;
            }

            @Override
            public int page(String file, int of) {
                return file.startsWith(prefix) ? 0 : of;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"VOLUME,nothing,4", "VOLUME,shard-,0", "FOLDER,nothing,4", "FOLDER,shard-,0"})
    void partsWhoseBytesAreLostAreFetchedAgain(Layout layout, String lost, int partsLeft)
            throws IOException {
        Path volume = newVolume();
        Recording recording = new Recording(volume);
        AtomicInteger parts = new AtomicInteger();
        Steps untilFourPartsAreRecorded =
                step -> {
                    if (step == Steps.Step.PART_RECORDED && parts.incrementAndGet() == 4) {
                        recording.endAt(recording.changes());
                    }
                };
        attempt(volume, layout, 1)
                .in(Environment.real().watchedBy(untilFourPartsAreRecorded))
                .through(recording.root())
                .run();
        Path left = remains(recording, recording.changes(), allBut(lost));

        Attempt.Outcome outcome = attempt(left, layout, 1).run();

        requireComplete(outcome, layout, lost + " is lost");
        long all = SMALL.length + LARGE.values().stream().mapToLong(bytes -> bytes.length).sum();
        assertThat(outcome.completed().effort().fetchedBytes())
                .isEqualTo(all - (long) partsLeft * PART);
    }
}
