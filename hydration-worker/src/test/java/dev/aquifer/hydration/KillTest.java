package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that dies at any instant publishes nothing wrong, and costs at most one part per
 * stream. {@code -Dhydration.kills=N} sets the number of seeded kills.
 */
class KillTest {

    private static final int STREAMS = 4;
    private static final int PART = 128 * 1024;
    private static final byte[] SMALL = Bytes.random(3000, 10);
    private static final byte[] LARGE = Bytes.random(24 * PART + 1234, 11);
    private static final byte[] MIDDLE = Bytes.random(5 * PART, 12);
    private static final int TOTAL = SMALL.length + LARGE.length + MIDDLE.length;

    private final TestHub hub =
            new TestHub()
                    .file("config.json", SMALL)
                    .large("large.bin", LARGE)
                    .large("folder/middle.bin", MIDDLE);
    private final Gate gate = new Gate();

    @TempDir(factory = InMemory.class)
    private Path scratch;

    KillTest() {
        hub.storage.slowedBy(gate::pass);
    }

    @AfterEach
    void stop() {
        gate.open();
        hub.close();
    }

    /** Lets bytes pass up to a point, and holds all others back there. */
    private static final class Gate {
        private final AtomicLong passed = new AtomicLong();
        private final CountDownLatch opened = new CountDownLatch(1);
        private volatile long limit = Long.MAX_VALUE;

        void pass(int bytes) {
            if (passed.addAndGet(bytes) > limit) {
                passed.addAndGet(-bytes);
                try {
                    boolean goOn = opened.await(30, TimeUnit.SECONDS);
                    assertThat(goOn).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        void open() {
            limit = Long.MAX_VALUE;
            opened.countDown();
        }
    }

    private Attempt attempt(Path volume) {
        return Attempt.hub(volume, hub.endpoint(), "org/model", "main")
                .policy("partSizeBytes", PART)
                .policy("maxStreams", STREAMS);
    }

    private void assertNothingWrongIsPublished(Path volume) throws IOException {
        if (!Volumes.markers(volume).isEmpty()) {
            assertThat(Volumes.published(volume)).hasSize(1);
            Path folder = volume.resolve(Volumes.published(volume).getFirst());
            assertThat(Files.readAllBytes(folder.resolve("large.bin"))).isEqualTo(LARGE);
        }
    }

    private void assertComplete(Attempt.Outcome outcome, Path volume) throws IOException {
        assertThat(Files.readAllBytes(outcome.file("config.json"))).isEqualTo(SMALL);
        assertThat(Files.readAllBytes(outcome.file("large.bin"))).isEqualTo(LARGE);
        assertThat(Files.readAllBytes(outcome.file("folder/middle.bin"))).isEqualTo(MIDDLE);
        assertThat(Volumes.staged(volume)).isEmpty();
        assertThat(Volumes.published(volume)).hasSize(1);
        assertThat(Volumes.markers(volume)).hasSize(1);
    }

    static Stream<Integer> seeds() {
        return IntStream.range(0, Integer.getInteger("hydration.kills", 12)).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aKilledDownloadGoesOn(int seed) throws IOException {
        Path volume = Files.createDirectory(scratch.resolve("volume"));
        gate.limit = new Random(seed).nextInt(TOTAL - SMALL.length);
        try (Child child = Child.start(scratch, attempt(volume))) {
            Awaitility.await()
                    .pollInterval(2, TimeUnit.MILLISECONDS)
                    .until(() -> gate.passed.get() > gate.limit - 16384 || !child.alive());
            if (seed % 2 == 0) {
                Awaitility.await().pollDelay(40, TimeUnit.MILLISECONDS).until(() -> true);
            }
            child.kill();
            child.exitCode();
        }
        assertNothingWrongIsPublished(volume);
        long before = gate.passed.get();
        gate.open();

        Attempt.Outcome outcome = attempt(volume).run();

        assertComplete(outcome, volume);
        long again = before + outcome.completed().effort().fetchedBytes() - TOTAL;
        assertThat(again).isLessThanOrEqualTo((long) STREAMS * PART);
    }

    @ParameterizedTest
    @CsvSource({
        "PLANNED,1", "PART_WRITTEN,7", "PART_RECORDED,1", "PART_RECORDED,20", "FILE_SYNCED,1",
        "FILE_SYNCED,3", "FILE_RECORDED,3", "BEFORE_RENAME,1", "RENAMED,1", "MARKED,1"
    })
    void aProcessThatDiesAtAStepIsContinued(String step, int count) throws IOException {
        Path volume = Files.createDirectory(scratch.resolve("volume"));
        try (Child child = Child.halting(scratch, attempt(volume), step, count)) {
            assertThat(child.exitCode()).as(child::output).isEqualTo(137);
        }
        assertNothingWrongIsPublished(volume);

        Attempt.Outcome outcome = attempt(volume).run();

        assertThat(Files.readAllBytes(outcome.file("large.bin"))).isEqualTo(LARGE);
        assertThat(Volumes.markers(volume)).hasSize(1);
        boolean allThere = Arrays.asList("BEFORE_RENAME", "RENAMED", "MARKED").contains(step);
        if (allThere) {
            assertThat(outcome.completed().effort().fetchedBytes()).isZero();
        }
    }

    @Test
    void sigtermLeavesAResultAndWhatItHas() throws IOException {
        Path volume = Files.createDirectory(scratch.resolve("a volume"));
        gate.limit = 10L * PART;
        try (Child child = Child.start(scratch, attempt(volume))) {
            Awaitility.await().until(() -> gate.passed.get() > gate.limit - 16384);
            child.terminate();

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.result().text("outcome")).isEqualTo("interrupted");
            assertThat(child.termination()).contains("\"outcome\":\"interrupted\"");
        }
        gate.open();
        Attempt.Outcome outcome = attempt(volume).run();
        assertComplete(outcome, volume);
        assertThat(outcome.completed().effort().fetchedBytes()).isLessThan(TOTAL - 5L * PART);
    }
}
