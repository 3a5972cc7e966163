# Who is deleted with his owner. Needs the controllers.
quiet create cm owner
uid=$(call get cm owner -o 'jsonpath={.metadata.uid}')
for i in child orphan; do quiet create -f - <<<"{apiVersion: v1, kind: ConfigMap, metadata: {name: $i, labels: {of: owner}, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $uid, blockOwnerDeletion: true}]}}"; done
k delete cm owner --cascade=foreground
k get cm -l of=owner
quiet create cm owner
uid=$(call get cm owner -o 'jsonpath={.metadata.uid}')
quiet create -f - <<<"{apiVersion: v1, kind: ConfigMap, metadata: {name: kept, labels: {of: owner}, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $uid}]}}"
k delete cm owner --cascade=orphan
k get cm kept -o 'jsonpath={.metadata.ownerReferences}{"\n"}'
quiet create -f - <<<"{apiVersion: v1, kind: ConfigMap, metadata: {name: dangling, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $uid}]}}"
quiet wait cm/dangling --for=delete --timeout=60s
k get cm/dangling
