package dev.aquifer.sandbox.cluster;

/** What {@link EmbeddedClusterTest} freezes: each notes in a file that it was started. */
final class FrozenManifests {
    private FrozenManifests() {}

    private static final String POD_SPEC =
            """
            {nodeSelector: {kubernetes.io/hostname: node-1}, terminationGracePeriodSeconds: 1, restartPolicy: POLICY,
              containers: [{name: main, image: "sh:1", args: ["echo RUN >> /shared/runs; SCRIPT"], volumeMounts: [{name: shared, mountPath: /shared}]}],
              volumes: [{name: shared, hostPath: {path: "FOLDER"}}]}
            """;

    static final String SERVING =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: serving}
            spec:
              selector: {matchLabels: {app: serving}}
              template:
                metadata: {labels: {app: serving}}
                spec: SPEC
            """
                    .replace("SPEC", spec("serving", "Always", "while :; do sleep 0.2; done"));

    static final String JOB =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: finishing}
            spec:
              backoffLimit: 0
              template:
                spec: SPEC
            """
                    .replace(
                            "SPEC",
                            spec(
                                    "finishing",
                                    "Never",
                                    "until [ -e /shared/open ]; do sleep 0.2; done; touch /shared/done"));

    static final String LEAVING =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: leaving}
            spec: SPEC
            """
                    .replace("SPEC", spec("leaving", "Always", "while :; do sleep 0.2; done"));

    private static String spec(String run, String policy, String script) {
        return POD_SPEC.replace("\n", " ")
                .replace("RUN", run)
                .replace("POLICY", policy)
                .replace("SCRIPT", script);
    }
}
