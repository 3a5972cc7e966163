package dev.aquifer.bridge;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Against a real API server, as a user who may do just what the README says. */
class RealBridgeTest extends BridgeContract {
    private static final String BINDINGS =
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: aquifer-kube-bridge}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: aquifer-kube-bridge}
            subjects: [{kind: User, name: aquifer, apiGroup: rbac.authorization.k8s.io}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: aquifer-kube-bridge, namespace: modelplane-system}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: aquifer-kube-bridge}
            subjects: [{kind: User, name: aquifer, apiGroup: rbac.authorization.k8s.io}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: requests}
            rules: [{apiGroups: [modelplane.ai], resources: [modelcaches], verbs: [get, create, patch, delete]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: requests, namespace: ml-team}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: requests}
            subjects: [{kind: User, name: requests, apiGroup: rbac.authorization.k8s.io}]
            """;

    @Override
    ControlServer open() throws IOException, InterruptedException {
        var kube =
                ControlServer.binaries()
                        .orElseGet(
                                () ->
                                        abort(
                                                "NOT TESTED against a real API server: no shared/kube beside a folder above, and AQUIFER_KUBE names none"));
        return ControlServer.real(kube);
    }

    @Override
    void allow(ControlServer server) throws IOException, InterruptedException {
        var readme = Files.readString(Path.of("README.md"));
        int from = readme.indexOf("```yaml") + "```yaml".length();
        server.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: modelplane-system}\n");
        server.apply(readme.substring(from, readme.indexOf("```", from)) + BINDINGS);
        server.limit();
    }
}
