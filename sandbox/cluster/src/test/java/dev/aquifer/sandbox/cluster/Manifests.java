package dev.aquifer.sandbox.cluster;

/** What the scenarios apply. */
final class Manifests {
    private Manifests() {}

    static final String CLAIM =
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: NAME}
            spec: {accessModes: [ReadWriteMany], storageClassName: aquifer-shared, resources: {requests: {storage: 1Gi}}}
            """;

    static final String PLAN =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: plan}
            data: {plan.json: "{\\"files\\": 1}"}
            """;

    static final String JOB =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: NAME}
            spec:
              backoffLimit: 0
              template:
                spec:
                  restartPolicy: Never
                  containers:
                  - name: worker
                    image: sh:1
                    args: ["SCRIPT"]
                    terminationMessagePolicy: FallbackToLogsOnError
                    env:
                    - {name: GREETING, value: hello}
                    - {name: FROM, value: "$(GREETING) from $(POD) $$(KEPT)"}
                    - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    volumeMounts:
                    - {name: data, mountPath: /mnt/models, subPath: a/b}
                    - {name: plan, mountPath: /etc/aquifer/hydration}
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: data}}
                  - {name: plan, configMap: {name: plan}}
            """;

    static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 2
                  containers:
                  - name: web
                    image: sh:1
                    args: ["trap 'exit 0' TERM; echo VERSION; while :; do sleep 0.2; done"]
            """;

    static final String GANG =
            """
            apiVersion: leaderworkerset.x-k8s.io/v1
            kind: LeaderWorkerSet
            metadata: {name: gang}
            spec:
              replicas: 1
              leaderWorkerTemplate:
                size: 2
                workerTemplate:
                  metadata: {labels: {role: engine}}
                  spec:
                    terminationGracePeriodSeconds: 2
                    containers:
                    - name: engine
                      image: sh:1
                      args:
                      - |
                        trap 'exit 0' TERM
                        echo "$LWS_WORKER_INDEX of $LWS_GROUP_SIZE, leader $LWS_LEADER_ADDRESS"
                        grep -F "$LWS_LEADER_ADDRESS" /etc/hosts
                        ls -i /mnt/models/file
                        touch /mnt/models/mine 2>/dev/null || echo "read-only"
                        touch /ready/yes
                        while :; do sleep 0.2; done
                      resources: {limits: {nvidia.com/gpu: "1"}}
                      readinessProbe: {exec: {command: [test, -f, /ready/yes]}, periodSeconds: 1}
                      volumeMounts:
                      - {name: data, mountPath: /mnt/models, readOnly: true, subPath: a/b}
                      - {name: ready, mountPath: /ready}
                    volumes:
                    - {name: data, persistentVolumeClaim: {claimName: data}}
                    - {name: ready, emptyDir: {}}
            """;

    static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: NAME}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: "IMAGE"
                args: ["SCRIPT"]
                resources: {limits: {nvidia.com/gpu: "GPUS"}}
            """;
}
