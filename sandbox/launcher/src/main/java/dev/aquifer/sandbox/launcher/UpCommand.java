package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.demo.Narrator;
import dev.aquifer.sandbox.launcher.models.ModelChoice;
import dev.aquifer.sandbox.launcher.processes.SandboxState;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts everything and leaves it running. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start everything, wait until it is ready, and leave it running.")
final class UpCommand implements Callable<Integer> {
    private static final int MOST_REPLICAS = 5;

    @Mixin private FolderOption dir = new FolderOption();

    @Mixin private GivenOptions given = new GivenOptions();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Offer the model of that folder: its files, or one OWNER/NAME folder of them.")
    private @Nullable Path model;

    @Option(
            names = "--without",
            paramLabel = "NAME",
            split = ",",
            hidden = true,
            description = "Leave out a process, for whoever works on it and runs it elsewhere.")
    private Set<String> without = Set.of();

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description =
                    "Run each service that many times, to see them share the work; 1 unless given, and 1 again with the next 'up'.")
    private int replicas = 1;

    @Option(
            names = "--allow-private-origin",
            paramLabel = "HOST[:PORT]",
            split = ",",
            description =
                    "Let models come from there, too: a bucket, server or registry of your own that is not on the public network. A registry is spoken to without encryption. Not with the next 'up' unless given again.")
    private List<String> privateOrigins = List.of();

    @Override
    public Integer call() throws Exception {
        var screen = Screen.standard(System.getenv());
        var folder = dir.prepared();
        var settings = given.settings(folder, System.getenv());
        var installation = Installation.of(System.getenv());
        var sandbox = new Sandbox(folder, installation);
        var progress = new StartProgress(screen);
        offer(settings.modelsIn(folder), installation, screen);
        var running = sandbox.running();
        if (running.isPresent() && running.get().phase() == SandboxState.Phase.UP) {
            screen.line("Already up: %s.".formatted(folder.root()));
            if (!running.get().build().equals(installation.build())) {
                screen.line(
                        "It runs an older build; './aquifer down', then 'up', takes the new one.");
            }
        } else {
            settings.without(without)
                    .replicated(atLeastOne(replicas))
                    .allowing(privateOrigins)
                    .write(folder);
            sandbox.start(progress::show);
            progress.done();
        }
        new WhatNow(screen, folder).print();
        return 0;
    }

    private static int atLeastOne(int replicas) {
        if (replicas < 1 || replicas > MOST_REPLICAS) {
            throw new Trouble(
                    "--replicas is %d, and must be from 1 to %d."
                            .formatted(replicas, MOST_REPLICAS));
        }
        return replicas;
    }

    /** A hub with nothing in it would leave the examples without a model. */
    private void offer(Path hub, Installation installation, Screen screen)
            throws IOException, InterruptedException {
        if (model == null && holdsModels(hub)) {
            return;
        }
        var own = model == null ? null : FolderOption.fromCaller(model, System.getenv());
        var choice = ModelChoice.of(own, installation.cache());
        var offered = choice.into(hub, what -> screen.progress("Model: trying " + what));
        screen.line("The hub offers " + offered.repository() + ":");
        Narrator.wrapped(offered.words()).forEach(line -> screen.line("  " + line));
    }

    private static boolean holdsModels(Path hub) throws IOException {
        if (!Files.isDirectory(hub)) {
            return false;
        }
        try (var owners = Files.list(hub)) {
            return owners.findAny().isPresent();
        }
    }
}
