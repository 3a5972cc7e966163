package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The disk under everything, broker, database, Kubernetes APIs and logs, is full for a while. What
 * is served goes on; once there is room, everything goes on where it was, and nothing is lost that
 * anybody was told of.
 */
@ExtendWith(SharedFleet.class)
class FullDiskTest {
    private static final int MEGABYTES = 1200;
    private static final String FULL = "No space left on device";
    private static final Duration LONG = Duration.ofMinutes(4);

    @Test
    void everythingGoesOnOnceThereIsRoom() {
        Assumptions.assumeFalse(
                SharedFleet.onGiven(), "the disks of given clusters are not ours to fill");
        try (var disk = SmallDisk.ofMegabytes(MEGABYTES)) {
            var sandbox = Sandbox.embedded(disk.folder().resolve("sand box"));
            try {
                sandbox.up();
                try (var fleet = new Fleet(sandbox, Kubectl.onPath().orElseThrow())) {
                    fleet.applyPlatform();
                    filled(disk, fleet);
                }
            } finally {
                disk.clear();
                sandbox.down();
            }
        }
    }

    private static void filled(SmallDisk disk, Fleet fleet) {
        var path = WholePath.of(fleet);
        var processes = fleet.sandbox().processes().keySet();
        try (var before = Team.in(fleet, "e2e-before")) {
            path.apply(before);
            var calm = path.endState(before);
            var lives = path.lives(before);
            var model = path.model(before);

            disk.fill();
            var taken = takenUntilRefused(fleet);
            fleet.await(
                    "somebody to say that the disk is full",
                    LONG,
                    () -> isComplaining(fleet),
                    () -> fleet.sandbox().words());
            assertThat(WholePath.ask(model).statusCode()).isEqualTo(200);
            disk.clear();

            fleet.await(
                    "everything to be ready again",
                    LONG,
                    () -> processes.stream().allMatch(fleet.sandbox()::isReady),
                    () -> fleet.sandbox().words());
            assertThat(path.endState(before)).isEqualTo(calm);
            assertThat(path.lives(before)).isEqualTo(lives);
            assertThat(taken).allMatch(fleet.control()::hasNamespace);
            assertThat(fleet.control().hasNamespace(refused(taken))).isFalse();
            sameForTheNext(path, fleet, calm);
        }
    }

    private static void sameForTheNext(WholePath path, Fleet fleet, Map<String, String> calm) {
        try (var after = Team.in(fleet, "e2e-after")) {
            path.apply(after);
            assertThat(path.endState(after)).isEqualTo(calm);
        }
    }

    /** What the control API says that it took, though hardly anything can be written. */
    private static List<String> takenUntilRefused(Fleet fleet) {
        var taken = new ArrayList<String>();
        fleet.await(
                "the control API to refuse what it cannot keep",
                LONG,
                () -> {
                    var next = refused(taken);
                    boolean took =
                            fleet.kubectl().command("create", "namespace", next).run().isWell();
                    if (took) {
                        taken.add(next);
                    }
                    return !took;
                },
                () -> "it took " + taken);
        return taken;
    }

    /** The one after those that were taken. */
    private static String refused(List<String> taken) {
        return "e2e-while-full-" + taken.size();
    }

    private static boolean isComplaining(Fleet fleet) {
        return fleet.sandbox().processes().keySet().stream()
                        .anyMatch(process -> !fleet.sandbox().isReady(process))
                || !fleet.sandbox().logged(FULL).isEmpty();
    }
}
