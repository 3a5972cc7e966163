package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.FolderLock;
import dev.aquifer.sandbox.launcher.processes.Orphans;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.Posix;
import dev.aquifer.sandbox.launcher.processes.SandboxState;
import dev.aquifer.sandbox.launcher.processes.Step;
import dev.aquifer.sandbox.launcher.processes.Supervisor;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;

/** The process behind {@code up}: it leaves the terminal and stays until {@code down}. */
public final class SupervisorMain {
    /** Somebody else supervises the folder. */
    static final int BUSY = 75;

    private static final int FAILED = 1;

    private SupervisorMain() {}

    /** {@code SupervisorMain FOLDER}. */
    public static void main(String[] arguments) throws Exception {
        Posix.ownSession();
        var folder = new Folder(Path.of(arguments[0])).prepared();
        var lock = FolderLock.take(folder);
        if (lock.isEmpty()) {
            System.exit(BUSY);
        }
        boolean well = supervise(folder);
        lock.get().close();
        Runtime.getRuntime().halt(well ? 0 : FAILED);
    }

    private static boolean supervise(Folder folder) throws IOException, InterruptedException {
        var installation = Installation.of(System.getenv());
        try {
            var supervisor =
                    new Supervisor(
                            folder,
                            installation.build(),
                            steps(folder, installation),
                            Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor), "stop"));
            return supervisor.run();
        } catch (Trouble trouble) {
            SandboxState.failed(installation.build(), trouble.sentence(), Clock.systemUTC())
                    .write(folder);
            return false;
        }
    }

    private static List<Step> steps(Folder folder, Installation installation) throws IOException {
        var settings = SandboxSettings.read(folder).orElse(SandboxSettings.standard());
        var running = new HashSet<>(new Orphans(folder).names());
        var ports = new Ports(folder, new SecureRandom());
        ports.settle(use -> running.stream().anyMatch(use::startsWith));
        var steps = new SandboxTopology(folder, installation, ports, settings).steps();
        ports.remember();
        return steps;
    }

    private static void stop(Supervisor supervisor) {
        try {
            supervisor.stop();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
