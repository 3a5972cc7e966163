package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Every process of a sandbox and every piece of set-up between them, each after what it needs. */
final class SandboxTopology {
    private final Foundation foundation;
    private final Clusters clusters;
    private final Services services;
    private final Images images;
    private final SandboxSettings settings;

    SandboxTopology(
            Folder folder, Installation installation, Ports ports, SandboxSettings settings) {
        var factory = new ProcessFactory(folder, installation);
        this.foundation = new Foundation(factory, ports);
        this.clusters = new Clusters(factory, ports, settings);
        this.settings = settings;
        this.images = new Images(folder, installation);
        this.services =
                new Services(
                        factory,
                        ports,
                        foundation,
                        clusters,
                        settings.modelsIn(folder),
                        settings.replicas(),
                        settings.privateOrigins());
    }

    /**
     * The steps, in an order in which they can begin; what does not wait for another begins at
     * once.
     */
    List<Step> steps() throws IOException {
        var steps = new ArrayList<Step>();
        steps.addAll(foundation.broker());
        steps.addAll(foundation.database());
        steps.addAll(clusters.steps());
        steps.addAll(services.steps());
        images.write(clusters.images());
        return Without.of(settings.without()).apply(steps);
    }
}
