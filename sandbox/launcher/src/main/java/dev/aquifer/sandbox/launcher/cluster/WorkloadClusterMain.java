package dev.aquifer.sandbox.launcher.cluster;

import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import dev.aquifer.embeddedkubernetes.Options;
import dev.aquifer.sandbox.cluster.controllers.SandboxControllers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A workload cluster in one JVM: an API server and the controllers that act on it. {@code
 * WorkloadClusterMain DATA PORT KUBECONFIG NAME}, until SIGTERM.
 */
public final class WorkloadClusterMain {
    private WorkloadClusterMain() {}

    /** Exit codes: 0 after SIGTERM, 1 when it cannot start. */
    public static void main(String[] arguments) throws InterruptedException {
        // The JVM warns of it, and speed is not the point here.
        System.setProperty("io.netty.noUnsafe", "true");
        var kubeconfig = Path.of(arguments[2]);
        var options =
                Options.in(Path.of(arguments[0]))
                        .onPort(Integer.parseInt(arguments[1]))
                        .named(arguments[3]);
        try {
            var server = EmbeddedKubernetes.start(options);
            PrivateFile.write(kubeconfig, server.kubeconfig());
            var controllers = SandboxControllers.start(kubeconfig);
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        controllers.close();
                                        server.close();
                                    },
                                    "stop"));
            System.out.println(options.name() + " is ready at " + server.url());
        } catch (IOException | RuntimeException e) { // the edge: whatever it was, say it
            System.err.println(options.name() + " cannot start: " + e);
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }
}
