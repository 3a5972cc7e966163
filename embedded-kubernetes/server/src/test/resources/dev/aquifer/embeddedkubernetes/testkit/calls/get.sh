# get in every form; lists in parts.
for i in 1 2 3 4 5; do quiet create cm g$i --from-literal=n=$((6-i)); quiet label cm g$i i=v$i; done
quiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: red}, spec: {color: red, size: 9}}'
quiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: green}, spec: {color: green, size: 7}}'
k get cm -l i
k get cm -l i --show-labels
k get cm -l i -L i,none
k get cm -l i --no-headers
k get cm -l i -o wide
k get cm -l i -o name
k get cm -l 'i in (v1, v3)' -o name
k get cm -l 'i notin (v1, v3),i' -o name
k get cm -l 'i!=v2,i' -o name
k get cm -l '!i,!none' -o name | grep -v kube-root-ca
k get cm -l i --sort-by=.data.n
k get cm -l i --sort-by='{.metadata.name}' -o name
k get wd --sort-by=.spec.size
k get cm --field-selector metadata.name=g1
k get cm --field-selector metadata.name!=g1 -l i -o name
k get cm --field-selector data.n=1
k get wd --field-selector spec.color=red
k get wd --field-selector spec.size=9
k get cm --field-selector ===
k get cm g1 g2 -o 'custom-columns=NAME:.metadata.name,N:.data.n,NONE:.none'
k get cm -l i -o 'custom-columns-file=/dev/stdin' <<<$'A B\nmetadata.name data.n'
k get cm -l i -o 'jsonpath={range .items[*]}{.metadata.name}={.data.n}{"\n"}{end}'
k get cm -l i -o 'jsonpath={.items[?(@.data.n=="3")].metadata.name}{"\n"}'
k get cm g1 -o 'go-template={{.data.n}} {{.metadata.name}}{{"\n"}}'
k get cm -l i -o 'go-template={{range .items}}{{.metadata.name}} {{end}}{{"\n"}}'
k get cm g1 -o yaml
k get cm g1 -o json
k get wd red -o yaml --show-managed-fields
k get cm -l i --chunk-size=2 -o name
k get cm -l i --chunk-size=2
k get cm,wd --chunk-size=1 -o name --ignore-not-found -l 'i in (v1,v2)'
k get wd/red cm/g1
k get wd/red wd/green
k get wd red none
k get none
k get wd.contract.aquifer.dev red -o name
k get widgets.v1.contract.aquifer.dev -o name
k get widget red -o name
k get wd red --output=nonsense 2>&1 | sed 's/, allowed.*//'
k get pods,cm g1
k get all
k get secrets
k get cm -A -l i --field-selector metadata.namespace="$NS" -o 'custom-columns=NAME:.metadata.name'
k get --raw "/api/v1/namespaces/$NS/configmaps/g1" | tr ',' '\n' | grep '"n"'
k get --raw "/api/v1/namespaces/$NS/configmaps/none"
k get --raw /nothing
k get --raw /healthz; echo
k get --raw '/readyz'; echo
k get wd red --subresource=status -o name
k get wd red --subresource=none -o name
k describe wd red
k describe cm g1
k describe cm -l 'i in (v1,v2)'
k describe cm none
