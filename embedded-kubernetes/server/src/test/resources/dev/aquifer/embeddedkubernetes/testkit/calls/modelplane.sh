# The project's own kinds: by their category, scaled, labelled, edited, tried without doing it, all of them deleted; and `all`.
for crd in "$REPOSITORY"/k8s/crds/*.yaml; do quiet apply --server-side -f "$crd"; done
quiet wait crd --all --for=condition=Established --timeout=60s
cache() { echo "{apiVersion: modelplane.ai/v1alpha1, kind: ModelCache, metadata: {name: $1, labels: {team: ml}}, spec: {artifact: {kind: Weights, source: {huggingFace: {repo: ${2:-gpt2}}}}, storage: {backend: PVC, pvc: {storageClassName: fast, sizeGiB: 1}}}}"; }
deployment() { echo "{apiVersion: modelplane.ai/v1alpha1, kind: ModelDeployment, metadata: {name: $1}, spec: {replicas: ${2:-1}, workers: {topology: {tensor: 1}, template: {spec: {containers: [{name: engine, image: a}]}}}}}"; }
service() { echo '{apiVersion: modelplane.ai/v1alpha1, kind: ModelService, metadata: {name: chat}, spec: {endpoints: [{selector: {matchLabels: {team: ml}}}]}}'; }
names() { sed -E '/^[$(]/!s/ .*//'; } # whatever columns there are
any_order() { sed -u 1q; sort; } # a server lists the kinds of a group as it likes
changes() { grep -E '^([$(]|[+-] )'; }
k create --dry-run=server -f - < <(cache one)
k apply --dry-run=server -f - < <(deployment one)
k apply --server-side --dry-run=server -f - < <(service)
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
k patch md one --type=merge --dry-run=server -p '{"spec":{"replicas":9}}'
k patch md one --type=merge -p '{"spec":{"replicas":-1}}'
k patch mc one --type=merge --dry-run=server -o 'jsonpath={.metadata.labels}{"\n"}' -p '{"metadata":{"labels":{"team":null,"tried":"yes"}}}'
k patch mc one --type=json -p '[{"op":"add","path":"/metadata/labels/tier","value":"gold"}]'
k label mc one tier=silver
k label mc one tier=silver --overwrite
k label mc --all --dry-run=server seen=yes
k label modelplane --all seen=yes | any_order
k label mc one tier-
k get mc -L team,tier,seen | sed -E '/^\$/!s/ .* / … /'
k annotate mc one aquifer.dev/verify=now
k annotate mc one aquifer.dev/verify=again
k annotate mc one aquifer.dev/verify=again --overwrite
k diff -f - < <(cache two) 2>&1 | changes
k diff -f - < <(cache two | sed 's/team: ml/team: other/') 2>&1 | changes
k diff -f - < <(deployment two) 2>&1 | changes | head -5
k diff --server-side -f - < <(deployment one 7) 2>&1 | changes
k diff --server-side --force-conflicts -f - < <(deployment one 7) 2>&1 | changes
k apply -f - < <(cache two bert) 2>&1 | sed -E 's/(is invalid|Invalid value).*/\1 …/'
printf '#!/bin/sh\nsed -i "s/seen: \\"yes\\"/seen: edited/" "$1"\n' > "$WORK/editor"; chmod +x "$WORK/editor"
for each in mc/one md/one modelservice/chat; do KUBE_EDITOR=$WORK/editor k edit $each; done
KUBE_EDITOR=$WORK/editor k edit mc
k get modelplane -l seen=edited -o name | any_order
k delete mc one --dry-run=server
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
