package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.SandboxState;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts everything and leaves it running. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start everything, wait until it is ready, and leave it running.")
final class UpCommand implements Callable<Integer> {
    @Mixin private FolderOption dir = new FolderOption();

    @Mixin private GivenOptions given = new GivenOptions();

    @Option(
            names = "--without",
            paramLabel = "NAME",
            split = ",",
            hidden = true,
            description = "Leave out a process, for whoever works on it and runs it elsewhere.")
    private Set<String> without = Set.of();

    @Override
    public Integer call() throws Exception {
        var screen = Screen.standard(System.getenv());
        var folder = dir.prepared();
        var settings = given.settings(folder, System.getenv());
        var installation = Installation.of(System.getenv());
        var sandbox = new Sandbox(folder, installation);
        var progress = new StartProgress(screen);
        var running = sandbox.running();
        if (running.isPresent() && running.get().phase() == SandboxState.Phase.UP) {
            screen.line("Already up: %s.".formatted(folder.root()));
            if (!running.get().build().equals(installation.build())) {
                screen.line(
                        "It runs an older build; './aquifer down', then 'up', takes the new one.");
            }
        } else {
            settings.without(without).write(folder);
            sandbox.start(progress::show);
            progress.done();
        }
        new WhatNow(screen, folder).print();
        return 0;
    }
}
