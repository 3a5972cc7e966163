package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.nio.file.Path;

/** What one can do with a sandbox that runs. */
record WhatNow(Screen screen, Folder folder) {
    void print() {
        screen.line("  kubeconfig  " + kubeconfig());
        var kubectl = "  try         kubectl --kubeconfig %s ".formatted(quoted(kubeconfig()));
        screen.line(kubectl + "apply -f examples/");
        screen.line(kubectl + "get modelplane -A");
        screen.line("  stop        ./aquifer down" + dir());
    }

    private Path kubeconfig() {
        return folder.root().resolve("kubeconfig");
    }

    private String dir() {
        var standard = Path.of(System.getProperty("user.home"), ".aquifer");
        return folder.root().equals(standard) ? "" : " --dir " + quoted(folder.root());
    }

    private static String quoted(Path path) {
        var text = path.toString();
        return text.matches("[-\\w/.]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
