package dev.aquifer.bridge;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.aquifer.counterpart.RealControlPlane;
import java.io.IOException;

/** A real API server, on which the bridge is the service account that we ship, no more. */
final class RealServer {
    private static final String RIGHTS_OF_THOSE_WHO_ASK =
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: aquifer-requests, namespace: ml-team}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: aquifer-requests}
            subjects: [{kind: User, name: requests, apiGroup: rbac.authorization.k8s.io}]
            """;

    private RealServer() {}

    static ControlServer open() throws IOException, InterruptedException {
        var kube = RealControlPlane.tools().orElseGet(() -> abort(RealControlPlane.MISSING));
        return ControlServer.real(kube);
    }

    static void allow(ControlServer server) throws IOException, InterruptedException {
        server.apply(ControlServer.resource("/rbac/kube-bridge.yaml"));
        server.apply(ControlServer.resource("/rbac/requests.yaml") + RIGHTS_OF_THOSE_WHO_ASK);
        server.limit();
    }
}
