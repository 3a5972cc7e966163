# create, apply, replace and delete: several documents, dry runs, refusals.
two='
apiVersion: v1
kind: ConfigMap
metadata: {name: one, labels: {set: both}}
data: {key: a}
---
apiVersion: contract.aquifer.dev/v1
kind: Widget
metadata: {name: two, labels: {set: both}}
spec: {color: red}
'
k create --dry-run=server -f - <<<"$two"
k get cm,wd -l set=both
k create -f - <<<"$two"
k create -f - <<<"$two"
k get cm,wd -l set=both -o name
k create --dry-run=server -o yaml -f - <<<"${two//name: /name: dry-}"
k apply -f - <<<"$two"
k apply -f - <<<"$two"
k apply --dry-run=server -f - <<<"${two/red/green}"
k apply --dry-run=server -f - <<<"${two/key: a/key: b}"
k apply --dry-run=client -f - <<<"${two/key: a/key: b}"
k get cm one -o 'jsonpath={.data.key}{"\n"}'
k apply --dry-run=server -o 'jsonpath={.data.key}{"\n"}' -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {key: c}}'
k apply -f - <<<"${two/red/blue}"
k apply --server-side -f - <<<"$two"
k apply --server-side --field-manager=other -f - <<<"${two/key: a/key: b}"
k apply --server-side --field-manager=other --dry-run=server --force-conflicts -f - <<<"${two/key: a/key: b}"
k apply --server-side --field-manager=other --force-conflicts -f - <<<"${two/key: a/key: b}"
k get cm one -o yaml --show-managed-fields
k replace --dry-run=server -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {key: r}}'
k replace -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {key: r}}'
k replace -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: none}, data: {key: r}}'
k replace -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: two}, spec: {color: red, size: 6}}'
k replace -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: two, resourceVersion: "1"}, spec: {color: red, size: 6}}'
k replace --force -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: two, labels: {set: both}}, spec: {color: green, size: 6}}'
k get wd two -o 'jsonpath={.spec}{"\n"}'
k create -f - <<<'{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: l1}}, {apiVersion: v1, kind: ConfigMap, metadata: {name: l2}}]}'
k create -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {generateName: gen-}}'
k create -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: Wrong_Name}}'
k create -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: wrong}, data: {a: 1}}'
k create -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: wrong}, date: {a: b}}'
k create -f - <<<'{apiVersion: nowhere.dev/v1, kind: Thing, metadata: {name: wrong}}'
k create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: wrong}, spec: {size: 0}}'
k create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: wrong}, spec: {color: red, sise: 1}}'
k create --validate=warn -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: warned}, spec: {color: red, sise: 1}}'
k create --validate=ignore -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: ignored}, spec: {color: red, sise: 1}}'
k delete cm one --dry-run=server
k get cm one -o name
k delete cm none
k delete cm none --ignore-not-found
k delete -f - <<<"$two"
k delete cm -l nothing=here
k delete cm l1 l2 nowhere
k create cm labelled
quiet label cm labelled sel=x
k delete cm -l sel=x
k delete wd --all
k get wd
