package dev.aquifer.sandbox.cluster.node;

import dev.aquifer.sandbox.cluster.Logging;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** The node agent as a program: {@code --settings FILE}. It runs until it is told to stop. */
public final class NodeAgentMain {
    private NodeAgentMain() {}

    /** Exit codes: 0 stopped as told, 1 could not start, 2 wrong arguments or settings. */
    public static void main(String[] args) throws InterruptedException {
        Logging.start();
        if (args.length != 2 || !args[0].equals("--settings")) {
            System.err.println("usage: NodeAgentMain --settings FILE");
            System.exit(2);
        }
        NodeSettings settings;
        try {
            settings = NodeSettings.read(Path.of(args[1]));
        } catch (IOException e) {
            System.err.println(
                    "node agent: cannot read settings " + args[1] + ": " + e.getMessage());
            System.exit(2);
            return;
        }
        try {
            run(settings);
        } catch (IOException
                | RuntimeException e) { // the edge of the program: whatever it was, say it
            System.err.println("node agent: " + settings.nodeName() + " cannot start: " + e);
            System.exit(1);
        }
    }

    private static void run(NodeSettings settings) throws IOException, InterruptedException {
        var config = Config.fromKubeconfig(settings.kubeconfig().toFile());
        var client = new KubernetesClientBuilder().withConfig(config).build();
        var agent = new NodeAgent(settings, client, Clock.systemUTC());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(
                                        () -> {
                                            agent.close();
                                            stopped.countDown();
                                        }));
        agent.start();
        stopped.await();
    }
}
