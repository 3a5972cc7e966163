package dev.aquifer.sandbox.cluster;

import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import dev.aquifer.embeddedkubernetes.Options;
import dev.aquifer.sandbox.cluster.controllers.SandboxControllers;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Ours: the embedded server and the sandbox's controllers. */
record EmbeddedControlPlane(Path folder, EmbeddedKubernetes server, SandboxControllers controllers)
        implements ControlPlane {

    static EmbeddedControlPlane start(Path folder) throws IOException {
        return start(folder, Clock.systemUTC());
    }

    /** With controllers that go by this clock. */
    static EmbeddedControlPlane start(Path folder, Clock clock) throws IOException {
        var server = EmbeddedKubernetes.start(Options.in(folder.resolve("data")));
        var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
        var client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                        .build();
        return new EmbeddedControlPlane(folder, server, SandboxControllers.start(client, clock));
    }

    @Override
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    @Override
    public Path kubeletClientCa() {
        return folder.resolve("data").resolve("pki").resolve("kubelet-client-ca.crt");
    }

    @Override
    public void close() {
        controllers.close();
        server.close();
    }
}
