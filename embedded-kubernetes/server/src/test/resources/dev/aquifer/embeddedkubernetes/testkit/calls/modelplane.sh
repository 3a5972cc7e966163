# The project's own kinds by their category, scaled, all of them deleted; and `all`.
own_kinds
names() { sed -E '/^[$(]/!s/ .*//'; } # whatever columns there are
k get modelplane
k create -f - < <(cache one)
k apply -f - < <(cache two)
k apply --server-side -f - < <(deployment one)
k apply --server-side -f - < <(deployment one)
k apply -f - < <(service)
k get modelplane -o name | any_order
k get modelplane | names | any_order
k get modelplane -l team=ml -o name | any_order
k get modelplane one
k get mc,md | names
k get modelcaches.modelplane.ai one -o 'jsonpath={.kind} {.metadata.generation}{"\n"}'
k scale modeldeployment one --replicas=3
k scale modeldeployment one --current-replicas=1 --replicas=2
k scale modeldeployment one --replicas=2 --dry-run=server
k scale md one --current-replicas=3 --replicas=0
k scale md --all --replicas=1
k scale modelcache one --replicas=2
k get md one -o 'jsonpath={.spec.replicas} {.metadata.generation}{"\n"}'
k label modelplane --all seen=yes | any_order
k delete modelplane --all --dry-run=server | any_order
k get modelplane -o name | any_order
quiet patch mc two --type=merge -p '{"metadata":{"finalizers":["a.b/c"]}}'
k delete modelplane --all --wait=false | any_order
k get modelplane -o name | any_order
k delete mc two --timeout=0.5s
quiet patch mc two --type=merge -p '{"metadata":{"finalizers":null}}'
k get modelplane
k delete modelplane --all
for i in 'deployment d --image=a --replicas=0' 'service clusterip s --clusterip=None' 'configmap kept'; do quiet create $i; done
quiet create -f - <<<'{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {suspend: true, template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}'
quiet create -f - <<<'{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {replicas: 0, serviceName: s, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}}'
quiet create -f - <<<'{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: a}]}}'
quiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: w}, spec: {color: red}}'
k get all
k get all -o name
k label all --all x=y
k delete all --all --dry-run=server
k delete all --all
k get all
k delete all --all
k get cm kept -o name
