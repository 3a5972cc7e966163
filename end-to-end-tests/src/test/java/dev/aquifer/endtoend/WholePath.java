package dev.aquifer.endtoend;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The main job in small: two caches of different sources, a deployment that mounts one, a service
 * in front of it. What a user sees in the end can be compared between a calm run and a disturbed
 * one.
 */
record WholePath(Fleet fleet) {
    static final String NAME = "tough";
    private static final String NOISE = "noise";
    private static final Set<String> GANGS = Set.of("Deployment", "LeaderWorkerSet");
    private static final int BYTES = 8 << 20;

    /** With a model of noise in the hub's folder. */
    static WholePath of(Fleet fleet) {
        try {
            var repository = Files.createDirectories(fleet.sandbox().models().resolve("e2e/tough"));
            var noise = new byte[BYTES];
            new Random(1).nextBytes(noise);
            Files.write(repository.resolve("noise.bin"), noise);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WholePath(fleet);
    }

    /** The address of the noise. */
    String file() {
        return "http://127.0.0.1:%d/e2e/tough/resolve/main/noise.bin"
                .formatted(fleet.sandbox().port("hub"));
    }

    void apply(Team team) {
        team.apply(
                Manifests.inline(team.name(), NAME, "one line"),
                Manifests.http(team.name(), NOISE, file()),
                Manifests.deployment(team.name(), NAME, NAME),
                Manifests.service(team.name(), NAME));
    }

    /** The state that is reached when nothing disturbs. */
    Map<String, String> calm() {
        try (var team = Team.in(fleet, "e2e-calm")) {
            apply(team);
            return endState(team);
        }
    }

    /** What a user sees in the end: reasons of conditions, what was staged, what answers. */
    Map<String, String> endState(Team team) {
        var state = new TreeMap<String, String>();
        for (var ready :
                List.of(
                        team.readyCache(NAME),
                        team.readyCache(NOISE),
                        team.readyDeployment(NAME),
                        team.readyService(NAME))) {
            state.put(ready.text("kind") + "/" + ready.name(), words(ready));
        }
        var answer = ask(model(team));
        state.put(
                "answer",
                answer.statusCode() + (OpenAi.text(answer).isBlank() ? " nothing" : " words"));
        state.put("engines", Integer.toString(engines(team).size()));
        state.put("gangs", gangs(team));
        return state;
    }

    private static String words(Resource ready) {
        return ready.conditions().stream()
                        .map(one -> one.type() + "=" + one.status() + " " + one.reason())
                        .collect(Collectors.joining(", "))
                + " "
                + ready.text("status.summary.ready")
                + " "
                + ready.text("status.resolvedDigest");
    }

    /**
     * How often each object that makes a gang was written: one that was rendered twice has another
     * generation.
     */
    private String gangs(Team team) {
        return fleet.workload().values().stream()
                .flatMap(cluster -> cluster.objects(team.name()).stream())
                .filter(object -> GANGS.contains(object.text("kind")))
                .map(object -> object.text("kind") + " generation " + object.generation())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The model behind the service's address. */
    OpenAi model(Team team) {
        return new OpenAi(team.readyService(NAME).text("status.address"));
    }

    static HttpResponse<String> ask(OpenAi model) {
        return model.chat(OpenAi.question(NAME, "Are you there?", false));
    }

    /**
     * The number of the attempt by which each cache came to each cluster: 1 when nothing ran twice.
     */
    Map<String, String> attempts(Team team) {
        var attempts = new TreeMap<String, String>();
        for (var cache : List.of(NAME, NOISE)) {
            for (var cluster : team.cache(cache).at("status.clusters")) {
                attempts.put(
                        cache + " on " + cluster.path("name").asText(),
                        cluster.path("attempt").asText());
            }
        }
        return attempts;
    }

    /** What would differ if a pod or an object had been replaced, restarted or written anew. */
    Map<String, String> lives(Team team) {
        var lives = new TreeMap<String, String>();
        fleet.workload().forEach((name, cluster) -> livesOn(cluster, team, name + " ", lives));
        return lives;
    }

    private static void livesOn(
            Cluster cluster, Team team, String where, Map<String, String> lives) {
        for (var object : cluster.objects(team.name())) {
            lives.put(
                    where + object.text("kind") + "/" + object.name(),
                    object.uid() + " generation " + object.generation());
        }
        for (var pod : cluster.pods(team.name(), "ModelDeployment", NAME)) {
            for (var container : pod.getStatus().getContainerStatuses()) {
                lives.put(
                        where + "Pod/" + pod.getMetadata().getName(),
                        "%s since %s, %d restarts"
                                .formatted(
                                        pod.getMetadata().getUid(),
                                        container.getState().getRunning().getStartedAt(),
                                        container.getRestartCount()));
            }
        }
    }

    /** The pods that serve. */
    List<Pod> engines(Team team) {
        return fleet.workload().values().stream()
                .flatMap(at -> at.pods(team.name(), "ModelDeployment", NAME).stream())
                .toList();
    }
}
