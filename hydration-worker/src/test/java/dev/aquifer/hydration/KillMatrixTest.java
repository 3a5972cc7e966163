package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.ServedModel.Kind;
import dev.aquifer.hydration.request.Task;
import dev.aquifer.hydration.volume.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a kill leaves, at many seeded instants: the volume is copied in the middle of a run, as the
 * kernel would show it after SIGKILL, and the next attempt starts from the copy. {@code
 * -Dhydration.killpoints=N} sets how many; {@link KillTest} kills real processes.
 */
class KillMatrixTest {

    private static final int POINTS = Integer.getInteger("hydration.killpoints", 1000);
    private static final long FIRST_OF_EVERY_KIND = 0;
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final int POINTS_A_RUN = 12;
    private static final int STREAMS = 4;
    private static final int PART = 32 * 1024;
    private static final byte[] SMALL = Bytes.random(3000, 90);
    private static final byte[] LARGE = Bytes.random(10 * PART + 1234, 91);
    private static final byte[] MIDDLE = Bytes.random(3 * PART, 92);
    private static final Map<String, byte[]> FILES = files();

    /** Where the files lie in the end. */
    enum Layout {
        VOLUME,
        FOLDER
    }

    private ServedModel model = ServedModel.by(Kind.HUB, FILES);

    @TempDir(factory = InMemory.class)
    private Path scratch;

    @AfterEach
    void stop() {
        model.close();
    }

    /** The largest first. */
    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("large.bin", LARGE);
        files.put("folder/middle.bin", MIDDLE);
        files.put("config.json", SMALL);
        return files;
    }

    /** What was there at an instant, and how much had been sent until then. */
    private record Snapshot(Path volume, String instant, long sent) {}

    /** Takes copies of a volume at seeded instants of the run that fills it. */
    private final class Camera {
        private final Path volume;
        private final long seed;
        private final Set<String> kinds = new HashSet<>();
        private final Random random;
        private final long before = model.sent();
        private final List<Snapshot> taken = new ArrayList<>();
        private int most;

        Camera(Path volume, long seed, int most) {
            this.volume = volume;
            this.seed = seed;
            this.random = new Random(seed);
            this.most = most;
        }

        synchronized void instant(String name) {
            boolean first = seed == FIRST_OF_EVERY_KIND;
            if (first ? kinds.add(name) : most > 0 && random.nextInt(12) == 0) {
                most--;
                Path copy = volume.resolveSibling(volume.getFileName() + "-" + taken.size());
                copy(volume, copy);
                long sent = model.sent() - before;
                taken.add(new Snapshot(copy, name, sent));
            }
        }

        synchronized List<Snapshot> taken() {
            return List.copyOf(taken);
        }
    }

    /** The journal first: what it says of a file was true before. Its holder is dead there. */
    private static void copy(Path from, Path to) {
        Comparator<Path> journalFirst = Comparator.comparing(p -> !p.endsWith("journal"));
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(journalFirst.thenComparing(p -> p)).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (Files.exists(file)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                    if (file.getFileName().toString().startsWith("lease-")) {
                        String dead =
                                Files.readString(file)
                                        .replaceAll("\"started\":\\d+", "\"started\":1");
                        Files.writeString(target, dead);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Attempt attempt(Path volume, Layout layout) {
        Attempt attempt =
                model.attempt(volume).policy("partSizeBytes", PART).policy("maxStreams", STREAMS);
        return layout == Layout.VOLUME
                ? attempt
                : attempt.doing(new Task.Place(List.of(), List.of()));
    }

    private List<Snapshot> run(Kind kind, Layout layout, long seed, int most) throws IOException {
        model.close();
        model = ServedModel.by(kind, FILES);
        Path volume = Files.createDirectory(scratch.resolve("run-" + seed));
        Camera camera = new Camera(volume, seed, most);
        model.slowedBy(bytes -> camera.instant("a piece"));
        Environment watched = Environment.real().watchedBy(step -> camera.instant(step.toString()));
        attempt(volume, layout).in(watched).run().completed();
        model.slowedBy(bytes -> {});
        Volumes.delete(volume);
        return camera.taken();
    }

    @ParameterizedTest
    @EnumSource
    void whateverAKillLeavesTheNextAttemptCompletes(Layout layout) throws IOException {
        int points = 0;
        for (long seed = 1; points < POINTS / 2; seed++) {
            Kind kind = KINDS.get((int) (seed % KINDS.size()));
            int most = Math.min(POINTS_A_RUN, POINTS / 2 - points);
            for (Snapshot snapshot : run(kind, layout, seed, most)) {
                points++;
                String which = "seed %d, %s, %s".formatted(seed, kind, snapshot.instant());
                resume(snapshot, layout, which);
                Volumes.delete(snapshot.volume());
            }
        }
        assertThat(points).isEqualTo(POINTS / 2);
    }

    private void resume(Snapshot snapshot, Layout layout, String which) throws IOException {
        requireNothingWrong(snapshot.volume(), layout, which);
        long before = model.sent();

        Attempt.Outcome outcome = attempt(snapshot.volume(), layout).run();

        assertThat(outcome.result().fields()).as(which).containsEntry("outcome", "completed");
        Path folder = folder(snapshot.volume(), layout);
        for (Map.Entry<String, byte[]> file : model.files().entrySet()) {
            assertThat(Files.readAllBytes(folder.resolve(file.getKey())))
                    .as(which)
                    .isEqualTo(file.getValue());
        }
        long again = snapshot.sent() + model.sent() - before - model.bytes();
        assertThat(again).as(which).isLessThanOrEqualTo((long) STREAMS * PART);
        assertThat(Volumes.staged(snapshot.volume())).as(which).isEmpty();
        assertThat(Volumes.markers(snapshot.volume())).as(which).hasSize(1);

        int complete = model.requests();
        Attempt.Outcome second = attempt(snapshot.volume(), layout).run();
        assertThat(second.completed().effort().fetchedBytes()).as(which).isZero();
        assertThat(model.requests()).as(which).isEqualTo(complete);
    }

    /** Whatever bears its final name has its bytes, if a marker says so or a folder is a user's. */
    private void requireNothingWrong(Path volume, Layout layout, String which) throws IOException {
        if (layout == Layout.VOLUME && Volumes.markers(volume).isEmpty()) {
            return;
        }
        Path folder = folder(volume, layout);
        for (Map.Entry<String, byte[]> file : model.files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (layout == Layout.VOLUME || Files.exists(path)) {
                assertThat(Files.readAllBytes(path))
                        .as(which + ": " + file.getKey())
                        .isEqualTo(file.getValue());
            }
        }
    }

    private static Path folder(Path volume, Layout layout) {
        return layout == Layout.FOLDER
                ? volume
                : volume.resolve(Volumes.published(volume).getFirst());
    }

    @ParameterizedTest
    @EnumSource
    void theFirstInstantOfEveryKindIsOneToGoOnFrom(Layout layout) throws IOException {
        for (Kind kind : KINDS) {
            theFirstInstantsAreOnesToGoOnFrom(kind, layout);
        }
    }

    private void theFirstInstantsAreOnesToGoOnFrom(Kind kind, Layout layout) throws IOException {
        List<String> seen = new ArrayList<>();
        for (Snapshot snapshot : run(kind, layout, FIRST_OF_EVERY_KIND, Integer.MAX_VALUE)) {
            seen.add(snapshot.instant());
            resume(snapshot, layout, kind + ", the first " + snapshot.instant());
            Volumes.delete(snapshot.volume());
        }
        assertThat(seen).contains("a piece");
        assertThat(seen)
                .containsAll(Stream.of(Steps.Step.values()).map(Steps.Step::toString).toList());
    }
}
