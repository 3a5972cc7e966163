package dev.aquifer.sandbox.cluster;

/** What {@link VolumeScenario} applies. */
final class InputManifests {
    private InputManifests() {}

    static final String READER =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: reader}
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: "sh:1"
                args:
                - |
                  read_token() { cat /secret/deep/token; }
                  echo "text $(cat /map/text)"
                  echo "octets $(od -An -tx1 -N1 /map/octets | tr -d ' ') $(tail -c5 /map/octets)"
                  echo "token $(read_token) $(stat -Lc %a /secret/deep/token)"
                  echo "part $(cat /part/text)"
                  echo "all" $(ls /all | sort -r)
                  touch /map/mine /secret/mine 2>/dev/null || echo read-only
                  until [ "$(read_token) $(cat /map/text)" = "second second" ] && [ -e /all/more ]; do sleep 0.2; done
                  echo "then text $(cat /map/text), token $(read_token), part $(cat /part/text), all" $(ls /all | sort -r | grep -v more) $(ls /all | grep more)
                volumeMounts:
                - {name: map, mountPath: /map}
                - {name: map, mountPath: /part/text, subPath: text}
                - {name: secret, mountPath: /secret}
                - {name: all, mountPath: /all}
              volumes:
              - {name: map, configMap: {name: inputs}}
              - {name: secret, secret: {secretName: inputs, defaultMode: 256, items: [{key: key, path: deep/token}]}}
              - {name: all, projected: {sources: [{configMap: {name: inputs}}, {secret: {name: none, optional: true}}]}}
            """;

    static final String WAITING_FOR_A_VARIABLE =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: variable}
            spec:
              restartPolicy: Never
              imagePullSecrets: [{name: nowhere}]
              containers:
              - name: main
                image: "sh:1"
                args: ["echo $VALUE"]
                env: [{name: VALUE, valueFrom: {secretKeyRef: {name: late, key: key}}}]
            """;

    static final String WAITING_FOR_A_VOLUME =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: volume}
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: "sh:1"
                args: ["cat /late/key; echo"]
                volumeMounts: [{name: late, mountPath: /late}]
              volumes: [{name: late, secret: {secretName: late}}]
            """;

    static final String VOLUME =
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: own-volume}
            spec:
              storageClassName: ""
              capacity: {storage: 1Gi}
              accessModes: [ReadWriteOnce]
              persistentVolumeReclaimPolicy: Retain
              hostPath: {path: "FOLDER"}
            """;

    static final String OWN_CLAIM =
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: own}
            spec: {storageClassName: "", volumeName: own-volume, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;

    static final String CHECK =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: NAME}
            spec:
              backoffLimit: 0
              template:
                metadata: {labels: {app: check}}
                spec:
                  restartPolicy: Never
                  containers:
                  - name: main
                    image: "sh:1"
                    args: ["cat /model/file; echo; touch /model/mine 2>/dev/null || echo read-only"]
                    volumeMounts: [{name: own, mountPath: /model, subPath: "SUBPATH"}]
                  volumes: [{name: own, persistentVolumeClaim: {claimName: own, readOnly: true}}]
            """;

    static final String FILLER =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: filler}
            spec:
              nodeSelector: {kubernetes.io/hostname: node-1}
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: "sh:1"
                args:
                - |
                  free() { df -Pk /data | awk 'NR == 2 {print $4}'; }
                  [ $(free) -lt 24576 ] && echo "below 24 MiB"
                  head -c 40000000 /dev/zero > /data/large || echo full
                  rm /data/large
                  [ $(free) -gt 10000 ] && echo "some room left again"
                  echo bytes > /data/file
                  echo "inode $(stat -c %i /data/file)"
                  while :; do sleep 0.2; done
                volumeMounts: [{name: sized, mountPath: /data, subPath: a/b}, {name: sized, mountPath: /whole}]
              volumes: [{name: sized, persistentVolumeClaim: {claimName: sized}}]
            """;

    static final String NEIGHBOUR =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: neighbour}
            spec:
              nodeSelector: {kubernetes.io/hostname: node-2}
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: "sh:1"
                args:
                - |
                  touch /data/a/b/mine 2>/dev/null || echo read-only
                  echo "inode $(stat -c %i /data/a/b/file)"
                  while :; do sleep 0.2; done
                volumeMounts: [{name: sized, mountPath: /data, readOnly: true}]
              volumes: [{name: sized, persistentVolumeClaim: {claimName: sized, readOnly: true}}]
            """;

    static final String SLOW =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: slow}
            spec:
              backoffLimit: 0
              activeDeadlineSeconds: 2
              ttlSecondsAfterFinished: 3
              template:
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: "sh:1", args: ["while :; do sleep 0.2; done"]}]
            """;
}
