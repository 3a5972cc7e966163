package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.demo.ChooseModel;
import dev.aquifer.sandbox.launcher.demo.Clusters;
import dev.aquifer.sandbox.launcher.demo.Narrator;
import dev.aquifer.sandbox.launcher.demo.Story;
import dev.aquifer.sandbox.launcher.models.ModelChoice;
import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole path, told stage by stage. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Start everything, stage a model, serve it, ask it, tell what happened; then stop.")
final class DemoCommand implements Callable<Integer> {
    @Mixin private FolderOption dir = new FolderOption();

    @Mixin private GivenOptions given = new GivenOptions();

    @Option(names = "--ask", paramLabel = "TEXT", description = "What to ask the model.")
    private String question = "What is the capital of France?";

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Serve the model of that folder: its files, or one OWNER/NAME folder of them.")
    private @Nullable Path model;

    @Option(names = "--keep", description = "Leave everything running at the end.")
    private boolean keep;

    @Override
    public Integer call() throws Exception {
        var screen = Screen.standard(System.getenv());
        var folder = dir.prepared();
        var installation = Installation.of(System.getenv());
        var sandbox = new Sandbox(folder, installation);
        var wasRunning = sandbox.running().isPresent();
        var ending = new Ending(screen, sandbox, !keep && !wasRunning);
        Runtime.getRuntime().addShutdownHook(new Thread(ending::stop, "stop"));
        try {
            tell(new Narrator(screen, Clock.systemUTC()), folder, installation, sandbox);
        } finally {
            ending.stop();
        }
        if (keep || wasRunning) {
            screen.line("");
            new WhatNow(screen, folder).print();
        }
        return 0;
    }

    private void tell(Narrator narrator, Folder folder, Installation installation, Sandbox sandbox)
            throws Exception {
        var settings = given.settings(folder, System.getenv());
        if (sandbox.running().isEmpty()) {
            settings.write(folder);
        }
        var choose =
                new ChooseModel(
                        ModelChoice.of(model(), installation.cache()), settings.modelsIn(folder));
        narrator.tell(choose);
        narrator.tell(new StartSandbox(sandbox));
        var access = SandboxAccess.of(folder, settings);
        try (var clusters =
                new Clusters(access.controlKubeconfig(), access.workloadKubeconfigs())) {
            var story =
                    new Story(
                            clusters,
                            installation.root().resolve("examples"),
                            choose.chosen().repository(),
                            question,
                            access.bootstrap(),
                            Clock.systemUTC());
            for (var stage : story.stages()) {
                narrator.tell(stage);
            }
        }
        narrator.totals();
    }

    private @Nullable Path model() {
        return model == null ? null : FolderOption.fromCaller(model, System.getenv());
    }

    /** Stops the sandbox once, at the end or when the user has enough. */
    private static final class Ending {
        private final Screen screen;
        private final Sandbox sandbox;
        private final AtomicBoolean due;

        Ending(Screen screen, Sandbox sandbox, boolean due) {
            this.screen = screen;
            this.sandbox = sandbox;
            this.due = new AtomicBoolean(due);
        }

        synchronized void stop() {
            if (!due.getAndSet(false)) {
                return;
            }
            screen.line("");
            screen.line("Stopping everything ...");
            try {
                sandbox.stop(state -> {});
                screen.line("Stopped.");
                sandbox.leaveGivenClusters().forEach(screen::line);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            } catch (Trouble trouble) {
                screen.line(trouble.sentence());
            }
        }
    }
}
