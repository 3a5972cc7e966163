package dev.aquifer.embeddedkubernetes.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A server that the contract is checked on.
 *
 * @param kubeconfig of its administrator
 * @param hasCollector whether owner references are followed and namespaces emptied; a real server
 *     leaves that to its controllers
 * @param kubeletClientAuthority the CA that signed what it shows to kubelets, in PEM
 */
public record Target(Path kubeconfig, boolean hasCollector, String kubeletClientAuthority) {

    /**
     * Any server at all: {@code AQUIFER_CONTRACT_KUBECONFIG}, with controllers, and {@code
     * AQUIFER_CONTRACT_KUBELET_CA}.
     */
    static Optional<Target> chosen() throws IOException {
        String kubeconfig = System.getenv("AQUIFER_CONTRACT_KUBECONFIG");
        String authority = System.getenv("AQUIFER_CONTRACT_KUBELET_CA");
        return kubeconfig == null
                ? Optional.empty()
                : Optional.of(
                        new Target(
                                Path.of(kubeconfig),
                                true,
                                authority == null ? "" : Files.readString(Path.of(authority))));
    }
}
