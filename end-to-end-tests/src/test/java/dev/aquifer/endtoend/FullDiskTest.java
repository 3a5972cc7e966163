package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk under each process, and under all of them at once, is full for a while. What is served
 * goes on; once there is room, everything goes on where it was, and nothing is lost that anybody
 * was told of.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class FullDiskTest {
    private static final String FULL = "No space left on device";
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final String VOLUMES = "clusters/cluster-a/shared";

    /** The disks by the folders under the sandbox's, in megabytes. */
    private static final Map<String, Integer> DISKS =
            new TreeMap<>(
                    Map.of(
                            "broker",
                            200,
                            "postgres",
                            300,
                            "control",
                            64,
                            "log",
                            64,
                            "clusters/cluster-a/store",
                            64,
                            "clusters/cluster-a/nodes",
                            128,
                            VOLUMES,
                            200));

    private final Map<String, SmallDisk> disks = new TreeMap<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private Fleet fleet;
    private WholePath path;
    private Map<String, String> calm = Map.of();

    @BeforeAll
    void startOnSmallDisks() {
        Assumptions.assumeFalse(
                SharedFleet.onGiven(), "the disks of given clusters are not ours to fill");
        var temporary = SharedFleet.temporary();
        toClose.add(() -> SharedFleet.delete(temporary));
        var folder = temporary.resolve("sand box");
        var sandbox = Sandbox.embedded(folder);
        toClose.add(sandbox::down);
        sandbox.up();
        sandbox.down();
        toClose.removeLast();
        DISKS.forEach((name, size) -> disks.put(name, mounted(folder.resolve(name), size)));
        toClose.add(sandbox::down);
        sandbox.up();
        fleet = new Fleet(sandbox, Kubectl.onPath().orElseThrow());
        toClose.add(fleet);
        fleet.applyPlatform();
        path = WholePath.of(fleet);
        calm = path.calm();
    }

    private SmallDisk mounted(Path folder, int megabytes) {
        var disk = SmallDisk.under(folder, megabytes);
        toClose.add(disk);
        return disk;
    }

    private SmallDisk disk(String name) {
        return Objects.requireNonNull(disks.get(name), name);
    }

    /** Whatever fails, the rest is closed as well. */
    @AfterAll
    void stop() {
        toClose.add(() -> disks.values().forEach(SmallDisk::clear));
        var failures = new ArrayList<Throwable>();
        for (var next : toClose.reversed()) {
            try {
                next.close();
            } catch (Exception | AssertionError e) {
                failures.add(e);
            }
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "broker",
                "postgres",
                "control",
                "log",
                "clusters/cluster-a/store",
                "clusters/cluster-a/nodes"
            })
    void underOne(String name) {
        goesOn(List.of(name));
    }

    @Test
    void underAll() {
        goesOn(List.copyOf(DISKS.keySet()));
    }

    private void goesOn(List<String> full) {
        var processes = fleet.sandbox().processes().keySet();
        var named = "e2e-full-" + Integer.toHexString(full.hashCode());
        try (var before = Team.in(fleet, named + "-before");
                var meanwhile = Team.in(fleet, named)) {
            path.apply(before);
            assertThat(path.endState(before)).isEqualTo(calm);
            var lives = path.lives(before);
            var model = path.model(before);
            int complaints = fleet.sandbox().logged(FULL).size();

            var taken = new ArrayList<String>();
            whileFull(
                    full,
                    () -> {
                        taken.addAll(
                                full.contains("control")
                                        ? takenUntilRefused(named + "-while-")
                                        : appliedBy(meanwhile));
                        untilSomebodyComplains(full, complaints);
                        assertThat(WholePath.ask(model).statusCode()).isEqualTo(200);
                    });

            fleet.await(
                    "everything to be ready again",
                    LONG,
                    () -> processes.stream().allMatch(fleet.sandbox()::isReady),
                    () -> fleet.sandbox().words());
            assertThat(path.endState(before)).isEqualTo(calm);
            assertThat(path.lives(before)).isEqualTo(lives);
            assertThat(taken).allMatch(fleet.control()::hasNamespace);
            path.apply(meanwhile);
            assertThat(path.endState(meanwhile)).isEqualTo(calm);
        }
    }

    private void whileFull(List<String> names, Runnable look) {
        names.forEach(name -> disk(name).fill());
        try {
            look.run();
        } finally {
            names.forEach(name -> disk(name).clear());
        }
    }

    /** But for logs: who cannot write them has no words either, and goes on. */
    private void untilSomebodyComplains(List<String> full, int before) {
        var processes = fleet.sandbox().processes().keySet();
        fleet.await(
                "somebody to say that the disk is full",
                LONG,
                () ->
                        full.equals(List.of("log"))
                                || !processes.stream().allMatch(fleet.sandbox()::isReady)
                                || fleet.sandbox().logged(FULL).size() > before,
                () -> fleet.sandbox().words());
    }

    private List<String> appliedBy(Team team) {
        path.apply(team);
        return List.of(team.name());
    }

    /** What the control API says that it took, though hardly anything can be written. */
    private List<String> takenUntilRefused(String names) {
        var taken = new ArrayList<String>();
        fleet.await(
                "the control API to refuse what it cannot keep",
                LONG,
                () -> {
                    var next = names + taken.size();
                    boolean took =
                            fleet.kubectl().command("create", "namespace", next).run().isWell();
                    if (took) {
                        taken.add(next);
                    }
                    return !took;
                },
                () -> "it took " + taken);
        assertThat(fleet.control().hasNamespace(names + taken.size())).isFalse();
        return taken;
    }

    /** Told with numbers; an edit tries again. */
    @Test
    void underAVolume() {
        try (var team = Team.in(fleet, "e2e-volume")) {
            team.apply(Manifests.inline(team.name(), "small", "one line"));
            team.readyCache("small");
            whileFull(
                    List.of(VOLUMES),
                    () -> {
                        team.apply(Manifests.http(team.name(), WholePath.NAME, path.file()));
                        var failed =
                                fleet.until(
                                        "ModelCache",
                                        team.name(),
                                        WholePath.NAME,
                                        "to say that the volume is full",
                                        LONG,
                                        cache -> cache.says("ArtifactReady", "False", "Failed"));
                        assertThat(failed.message("ArtifactReady"))
                                .contains("cluster-a", "InsufficientSpace", "needs", "has");
                    });

            var edited = Manifests.http(team.name(), WholePath.NAME, path.file());
            team.apply(edited.replace("kind: Bytes", "kind: Weights"));
            team.readyCache(WholePath.NAME);
        }
    }
}
