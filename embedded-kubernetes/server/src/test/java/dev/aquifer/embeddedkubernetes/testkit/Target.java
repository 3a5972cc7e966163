package dev.aquifer.embeddedkubernetes.testkit;

import java.nio.file.Path;

/**
 * A server that the contract is checked on.
 *
 * @param kubeconfig of its administrator
 * @param hasCollector whether owner references are followed and namespaces emptied; a real server
 *     leaves that to its controllers
 * @param kubeletClientAuthority the CA that signed what it shows to kubelets, in PEM
 */
public record Target(Path kubeconfig, boolean hasCollector, String kubeletClientAuthority) {}
