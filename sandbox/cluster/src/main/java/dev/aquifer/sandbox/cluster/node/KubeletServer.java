package dev.aquifer.sandbox.cluster.node;

import java.util.Optional;

final class KubeletServer implements AutoCloseable {
    interface Pods {
        Optional<PodWorker> find(String namespace, String name);
    }

    static KubeletServer open(NodeSettings settings, Pods pods) {
        return new KubeletServer();
    }

    int port() {
        return 10250;
    }

    @Override
    public void close() {}
}
