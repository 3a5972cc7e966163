# edit by a script instead of an editor; diff.
quiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: e}, spec: {color: red}}'
quiet create cm e --from-literal=a=b
edit() { # SCRIPT ARGUMENTS: the script gets the file
  printf '#!/bin/sh\n%s\n' "$1" > "$WORK/editor"; chmod +x "$WORK/editor"; shift
  KUBE_EDITOR=$WORK/editor k edit "$@"
}
edit 'sed -i "s/size: 3/size: 8/" "$1"' wd e
k get wd e -o 'jsonpath={.spec.size}{"\n"}'
edit 'true' wd e
edit 'cp "$1" '"$WORK"'/seen' wd e
sed -n '/^apiVersion/,$p' "$WORK/seen"
edit 'if [ -e '"$WORK"'/again ]; then cp "$1" '"$WORK"'/complaint; cat '"$WORK"'/again > "$1"; else cp "$1" '"$WORK"'/again; sed -i "s/size: 8/size: 0/" "$1"; fi' wd e
grep '^#' "$WORK/complaint" | sed -E 's/: "\{.*\}": /: .../'
rm -f "$WORK/again"
edit 'if [ -e '"$WORK"'/again ]; then cp "$1" '"$WORK"'/complaint; sed -i "s/sise: 9/size: 9/" "$1"; else touch '"$WORK"'/again; sed -i "s/size: 8/sise: 9/" "$1"; fi' wd e
k get wd e -o 'jsonpath={.spec}{"\n"}'
grep '^#' "$WORK/complaint" | sed -E 's/: "\{.*\}": /: .../'
edit 'echo "{" > "$1"' cm e
edit 'sed -i "s/a: b/a: c/" "$1"' cm/e wd/e
k get cm e -o 'jsonpath={.data}{"\n"}'
edit 'sed -i "s/name: e$/name: f/" "$1"' cm e
edit ': > "$1"' cm e
edit 'sed -i "s/phase: A/phase: B/" "$1"' wd e --subresource=status
quiet patch wd e --subresource=status --type=merge -p '{"status":{"phase":"A"}}'
edit 'sed -i "s/phase: A/phase: B/" "$1"' wd e --subresource=status
k get wd e -o 'jsonpath={.status}{"\n"}'
edit 'sed -i "s/a: c/a: d/" "$1"' cm e -o json
edit 'sed -i "s/\"a\": \"c\"/\"a\": \"d\"/" "$1"' cm e -o json
k get cm e -o 'jsonpath={.data}{"\n"}'
edit 'true' cm none
k diff -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: e}, data: {a: d}}'
k diff -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: e}, data: {a: e, f: g}}'
k diff -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: new}, data: {a: e}}'
k diff --server-side -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: new}, data: {a: e}}'
k diff --server-side --force-conflicts -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: e}, data: {a: z}}'
k diff --server-side -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: e}, data: {a: z}}'
k diff -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: e}, spec: {color: green}}'
k diff -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: e}, spec: {color: blue}}'
k diff -f - <<<'{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: e}}'
k get cm new
