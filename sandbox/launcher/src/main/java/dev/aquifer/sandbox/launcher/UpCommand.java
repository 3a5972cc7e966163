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
        var sandbox = new Sandbox(folder, Installation.of(System.getenv()));
        var progress = new StartProgress(screen);
        var running = sandbox.running();
        if (running.isEmpty()) {
            SandboxSettings.read(folder)
                    .orElse(SandboxSettings.standard())
                    .without(without)
                    .write(folder);
            sandbox.start(progress::show);
            progress.done();
        } else if (running.get().phase() == SandboxState.Phase.UP) {
            screen.line("Already up: %s.".formatted(folder.root()));
        } else {
            sandbox.awaitOthers(progress::show);
            progress.done();
        }
        new WhatNow(screen, folder).print();
        return 0;
    }
}
