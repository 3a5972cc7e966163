package dev.aquifer.sandbox.launcher.demo;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The stages between a sandbox that runs and its end, in their order.
 *
 * @param examples folder with the manifests
 * @param repository name of the model in the hub
 * @param question what the model is asked
 */
public record Story(
        Clusters clusters,
        Path examples,
        String repository,
        String question,
        String bootstrap,
        Clock clock) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NAME = "smollm2";

    /** The stages. */
    public List<Stage> stages() {
        var waiting = new Waiting(clock, PATIENCE);
        return List.of(
                new ApplyExamples(examples, clusters, repository),
                new AwaitClusters(clusters, waiting),
                new AwaitCache(clusters, waiting, NAME),
                new AwaitGang(clusters, waiting, NAME),
                new ShowCreated(clusters),
                new ProveSameBytes(clusters, NAME),
                new AskModel(clusters, NAME, question),
                new ShowHistory(bootstrap, clock.instant()));
    }
}
