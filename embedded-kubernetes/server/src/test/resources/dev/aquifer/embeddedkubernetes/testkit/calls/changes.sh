# The project's own kinds: tried without doing it, patched, labelled, annotated, compared, edited.
own_kinds
changes() { grep -E '^([$(]|[+-] )'; }
k create --dry-run=server -f - < <(cache one)
k apply --dry-run=server -f - < <(deployment one)
k apply --server-side --dry-run=server -f - < <(service)
k get modelplane
for each in 'cache one' 'cache two' service; do quiet apply -f - < <($each); done
quiet apply --server-side -f - < <(deployment one)
k patch md one --type=merge --dry-run=server -p '{"spec":{"replicas":9}}'
k patch md one --type=merge -p '{"spec":{"replicas":-1}}'
k patch mc one --type=merge --dry-run=server -o 'jsonpath={.metadata.labels}{"\n"}' -p '{"metadata":{"labels":{"team":null,"tried":"yes"}}}'
k patch mc one --type=json -p '[{"op":"add","path":"/metadata/labels/tier","value":"gold"}]'
k label mc one tier=silver
k label mc one tier=silver --overwrite
k label mc --all --dry-run=server seen=yes
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
quiet label modelplane --all seen=yes
printf '#!/bin/sh\nsed -i "s/seen: \\"yes\\"/seen: edited/" "$1"\n' > "$WORK/editor"; chmod +x "$WORK/editor"
for each in mc/one md/one modelservice/chat; do KUBE_EDITOR=$WORK/editor k edit $each; done
KUBE_EDITOR=$WORK/editor k edit mc
k get modelplane -l seen=edited -o name | any_order
k delete mc one --dry-run=server
