# A claim stays while a pod uses it. Needs the controllers.
quiet create -f - <<<'{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {storageClassName: none, accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}}'
quiet create -f - <<<'{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: nowhere, terminationGracePeriodSeconds: 0, containers: [{name: m, image: a}], volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]}}'
k get pvc c -o 'jsonpath={.metadata.finalizers}{"\n"}'
k delete pvc c --wait=false
k get pvc c -o 'jsonpath={.metadata.finalizers}{"\n"}'
k patch pod p --subresource=status -p '{"status":{"phase":"Succeeded"}}'
k wait pvc/c --for=delete --timeout=1s
k delete pod p --force --grace-period=0
quiet wait pvc/c --for=delete --timeout=60s
k get pvc/c
