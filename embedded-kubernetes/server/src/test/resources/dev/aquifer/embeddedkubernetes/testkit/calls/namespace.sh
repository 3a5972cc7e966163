# A namespace goes with everything in it; what finalizers hold keeps it. Needs the controllers.
other=$NS-other
o() { IN=$other k "$@"; }
oquiet() { IN=$other quiet "$@"; }
conditions() { # when the server says that finalizers remain
  local says='{range .status.conditions[*]}{.type}={.status} {.reason}: {.message}{"\n"}{end}'
  for i in $(seq 300); do
    call get ns "$other" -o "jsonpath=$says" | grep -q NamespaceFinalizersRemaining=True && break
    sleep 0.1
  done
  o get ns "$other" -o "jsonpath=$says"
}
o create ns "$other"
oquiet create cm a
oquiet create secret generic a --from-literal=a=b
oquiet create deployment a --image=a --replicas=0
oquiet create role a --verb=get --resource=pods
oquiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: held, finalizers: [a.b/c]}, spec: {color: red}}'
oquiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: free}, spec: {color: red}}'
oquiet create -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: held, finalizers: [a.b/c, a.b/d]}}'
o delete ns "$other" --wait=false
conditions
o get ns "$other" -o 'jsonpath={.status.phase} {.spec.finalizers}{"\n"}'
o get ns "$other"
o get cm,secret,deployment,role,wd -o name
o create cm late
o create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: late}, spec: {color: red}}'
o apply --server-side -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: late}}'
o create ns "$other"
o patch ns "$other" --type=merge -p '{"metadata":{"labels":{"still":"editable"}}}'
o delete ns "$other" --wait=false
o delete ns "$other" --timeout=0.3s
o patch wd held --type=merge -p '{"metadata":{"finalizers":[]}}'
o patch cm held --type=merge -p '{"metadata":{"finalizers":null}}'
oquiet wait --for=delete "ns/$other" --timeout=60s
o get ns "$other"
o create ns "$other"
o get cm,secret,deployment,role,wd -o name --ignore-not-found | grep -v kube-root-ca
oquiet create cm a
o delete ns "$other"
o get ns "$other"
k delete ns default
k delete ns kube-system
k create ns 'Wrong_Name'
