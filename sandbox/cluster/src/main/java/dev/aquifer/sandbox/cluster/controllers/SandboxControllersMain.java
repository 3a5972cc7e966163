package dev.aquifer.sandbox.cluster.controllers;

import dev.aquifer.sandbox.cluster.Logging;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The controllers of one cluster as a program: {@code --kubeconfig FILE}. They run until told to
 * stop.
 */
public final class SandboxControllersMain {
    private SandboxControllersMain() {}

    /** Exit codes: 0 stopped as told, 1 could not start, 2 wrong arguments. */
    public static void main(String[] args) throws InterruptedException {
        Logging.start();
        if (args.length != 2 || !args[0].equals("--kubeconfig")) {
            System.err.println("usage: SandboxControllersMain --kubeconfig FILE");
            System.exit(2);
        }
        try {
            var controllers = SandboxControllers.start(Path.of(args[1]));
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(controllers::close));
            System.out.println("controllers are ready");
        } catch (RuntimeException e) { // the edge of the program: whatever it was, say it
            System.err.println("controllers cannot start: " + e);
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }
}
