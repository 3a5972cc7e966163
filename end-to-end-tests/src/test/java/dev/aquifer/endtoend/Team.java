package dev.aquifer.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A namespace for one test. At the end it is deleted, and nothing of it may be left anywhere. */
final class Team implements AutoCloseable {
    private final Fleet fleet;
    private final String name;
    private final List<Path> volumes = new ArrayList<>();

    private Team(Fleet fleet, String name) {
        this.fleet = fleet;
        this.name = name;
    }

    static Team in(Fleet fleet, String name) {
        fleet.kubectl().apply(Manifests.namespace(name));
        return new Team(fleet, name);
    }

    String name() {
        return name;
    }

    /** Applies manifests that are written for this namespace. */
    void apply(String... manifests) {
        fleet.kubectl().apply(Manifests.together(manifests));
    }

    String kubectl(String... words) {
        return fleet.kubectl().inNamespace(name).run(words);
    }

    Resource cache(String cache) {
        return fleet.get("ModelCache", name, cache);
    }

    Resource readyCache(String cache) {
        var ready = fleet.untilReady("ModelCache", name, cache);
        volumes.addAll(fleet.volumes(name, cache));
        return ready;
    }

    Resource readyDeployment(String deployment) {
        return fleet.untilReady("ModelDeployment", name, deployment);
    }

    Resource readyService(String service) {
        return fleet.untilReady("ModelService", name, service);
    }

    @Override
    public void close() {
        fleet.kubectl().run("delete", "namespace", name, "--timeout=90s");
        fleet.untilNothingIsLeft(name, volumes);
    }
}
