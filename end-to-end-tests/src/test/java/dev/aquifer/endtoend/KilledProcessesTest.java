package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every process of the sandbox is killed once, without a chance to say goodbye, at some moment
 * between a manifest and its answer; each time the same state is reached as without. Moments and
 * order come from a seed that is printed; {@code AQUIFER_E2E_SEED} repeats it. A few are killed in
 * each round; {@code AQUIFER_E2E_KILLS=1} makes a round for each.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class KilledProcessesTest {
    private static final String NAME = "tough";
    private static final String WORKER = "dev.aquifer.hydration.HydrationMain";
    private static final String ENGINE = "dev.aquifer.sandbox.engine.EngineMain";
    private static final int LATEST_MILLIS = 6_000;
    private static final int BYTES = 8 << 20;

    private final long seed = seed();
    private final Random random = new Random(seed);
    private Fleet fleet;
    private Map<String, String> calm = Map.of();

    private static long seed() {
        var given = System.getenv("AQUIFER_E2E_SEED");
        long seed = given == null ? new SecureRandom().nextLong() : Long.parseLong(given);
        System.err.println("Kills by AQUIFER_E2E_SEED=" + seed);
        return seed;
    }

    @BeforeAll
    void seeWhatIsReachedWithoutKills(Fleet shared) throws IOException {
        fleet = shared;
        var repository = Files.createDirectories(fleet.sandbox().models().resolve("e2e/tough"));
        var noise = new byte[BYTES];
        new Random(1).nextBytes(noise);
        Files.write(repository.resolve("noise.bin"), noise);
        try (var team = Team.in(fleet, "e2e-calm")) {
            apply(team);
            calm = endState(team);
        }
    }

    List<List<String>> rounds() {
        var victims = new ArrayList<>(fleet.sandbox().processes().keySet());
        victims.add(WORKER);
        victims.add(ENGINE);
        Collections.shuffle(victims, random);
        int each = Integer.parseInt(System.getenv().getOrDefault("AQUIFER_E2E_KILLS", "3"));
        var rounds = new ArrayList<List<String>>();
        for (int i = 0; i < victims.size(); i += each) {
            rounds.add(victims.subList(i, Math.min(victims.size(), i + each)));
        }
        return rounds;
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void theSameEndStateIsReached(List<String> victims) {
        var before = fleet.sandbox().processes();
        try (var team = Team.in(fleet, "e2e-kill-" + Integer.toHexString(victims.hashCode()))) {
            apply(team);
            inTime(victims);
            assertThat(endState(team)).as("seed %d, killed %s", seed, victims).isEqualTo(calm);
        }
        fleet.await(
                "everything to be ready again",
                () -> before.keySet().stream().allMatch(fleet.sandbox()::isReady),
                () -> fleet.sandbox().processes().toString());
        var now = fleet.sandbox().processes();
        now.forEach(
                (name, pid) ->
                        assertThat(pid.equals(before.get(name)))
                                .as("%s goes on as the same process", name)
                                .isEqualTo(!victims.contains(name)));
    }

    @Test
    void theSupervisorTakesUpWhatItLeftBehind() {
        var before = fleet.sandbox().processes();
        try (var team = Team.in(fleet, "e2e-kill-supervisor")) {
            apply(team);
            kill(fleet.sandbox().supervisor());
            fleet.sandbox().up();
            assertThat(fleet.sandbox().processes()).isEqualTo(before);
            assertThat(endState(team)).isEqualTo(calm);
        }
    }

    private void apply(Team team) {
        var url =
                "http://127.0.0.1:%d/e2e/tough/resolve/main/noise.bin"
                        .formatted(fleet.sandbox().port("hub"));
        team.apply(
                Manifests.inline(team.name(), NAME, "one line"),
                Manifests.http(team.name(), "noise", url),
                Manifests.deployment(team.name(), NAME, NAME),
                Manifests.service(team.name(), NAME));
    }

    /** What a user sees in the end: reasons of conditions, what was staged, what answers. */
    private Map<String, String> endState(Team team) {
        var state = new TreeMap<String, String>();
        for (var ready :
                List.of(
                        team.readyCache(NAME),
                        team.readyCache("noise"),
                        team.readyDeployment(NAME),
                        team.readyService(NAME))) {
            state.put(
                    ready.text("kind") + "/" + ready.name(),
                    ready.conditions().stream()
                                    .map(
                                            one ->
                                                    one.type()
                                                            + "="
                                                            + one.status()
                                                            + " "
                                                            + one.reason())
                                    .collect(Collectors.joining(", "))
                            + " "
                            + ready.text("status.summary.ready")
                            + " "
                            + ready.text("status.resolvedDigest"));
        }
        var answer =
                new OpenAi(team.readyService(NAME).text("status.address"))
                        .chat(OpenAi.question(NAME, "Are you there?", false));
        state.put(
                "answer",
                answer.statusCode() + (OpenAi.text(answer).isBlank() ? " nothing" : " words"));
        var engines =
                fleet.workload().values().stream()
                        .mapToInt(at -> at.pods(team.name(), "ModelDeployment", NAME).size())
                        .sum();
        state.put("engines", Integer.toString(engines));
        return state;
    }

    /** Kills each at a moment of its own, the earliest first. */
    private void inTime(List<String> victims) {
        var moments = new TreeMap<Integer, String>();
        victims.forEach(victim -> moments.put(random.nextInt(LATEST_MILLIS), victim));
        long begun = System.nanoTime();
        moments.forEach(
                (moment, victim) -> {
                    long passed = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                    pause(Duration.ofMillis(Math.max(0, moment - passed)));
                    kill(pid(victim));
                    System.err.printf(
                            "seed %d: killed %s, planned after %d ms%n", seed, victim, moment);
                });
    }

    private long pid(String victim) {
        var ofStep = fleet.sandbox().processes().get(victim);
        return ofStep != null ? ofStep : pod(victim);
    }

    /** The process of a pod, as soon as there is one. */
    private long pod(String mainClass) {
        var found = new ArrayList<Long>();
        Awaitility.await(mainClass)
                .atMost(Fleet.LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> runs(mainClass).map(found::add).isPresent());
        return found.getFirst();
    }

    private Optional<Long> runs(String mainClass) {
        return ProcessHandle.allProcesses()
                .filter(process -> words(process).anyMatch(mainClass::equals))
                .map(ProcessHandle::pid)
                .filter(fleet.sandbox()::isOurs)
                .findFirst();
    }

    private static Stream<String> words(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Stream::of);
    }

    private static void pause(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
