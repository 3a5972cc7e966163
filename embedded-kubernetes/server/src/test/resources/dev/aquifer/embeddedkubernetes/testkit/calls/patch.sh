# patch of every kind, label, annotate.
quiet create -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: p, labels: {a: b}}, data: {one: "1", two: "2"}}'
quiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: p}, spec: {color: red}}'
quiet create -f - <<<'{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: main, image: a, ports: [{containerPort: 80}]}, {name: side, image: b}]}}'
k patch cm p --type=merge -p '{"data":{"one":null,"three":"3"}}'
k patch cm p --type=merge -p '{"data":{"three":"3"}}'
k patch cm p -p '{"data":{"four":"4"}}'
k patch cm p --type=json -p '[{"op":"test","path":"/data/two","value":"2"},{"op":"add","path":"/data/five","value":"5"},{"op":"remove","path":"/data/two"},{"op":"copy","from":"/data/five","path":"/data/six"},{"op":"move","from":"/data/six","path":"/data/seven"}]'
k get cm p -o 'jsonpath={.data}{"\n"}'
k patch cm p --type=json -p '[{"op":"test","path":"/data/five","value":"2"}]'
k patch cm p --type=json -p '[{"op":"remove","path":"/data/none"}]'
k patch cm p --type=json -p '[{"op":"replace","path":"/data/none","value":"x"}]'
k patch cm p --type=json -p '[{"op":"jump","path":"/data/none"}]'
k patch cm p --type=json -p '{"a":1}'
k patch cm p --type=merge -p '{"data":{"one":1}}'
k patch cm p --type=merge -p '{'
k patch cm p --type=merge -p '{"metadata":{"name":"other"}}'
k patch cm p --type=merge -p '{"metadata":{"resourceVersion":"1"},"data":{"x":"y"}}'
k patch cm p --type=merge --dry-run=server -o 'jsonpath={.data.dry}{"\n"}' -p '{"data":{"dry":"yes"}}'
k patch cm none --type=merge -p '{"data":{"dry":"yes"}}'
k get cm p -o 'jsonpath={.data.dry}{"\n"}'
k patch wd p -p '{"spec":{"size":7}}'
k patch wd p --type=merge -p '{"spec":{"size":7}}'
k patch wd p --type=merge -p '{"spec":{"size":0}}'
k patch wd p --type=merge -p '{"spec":{"size":"large"}}'
k patch wd p --type=merge -p '{"spec":{"colour":"large"}}'
k patch wd p --type=merge -p '{"spec":{"color":null}}'
k patch wd p --type=json -p '[{"op":"add","path":"/metadata/annotations","value":{"a":"b"}}]'
k patch wd p --subresource=status --type=merge -p '{"status":{"phase":"Good"},"spec":{"size":50}}'
k get wd p -o 'jsonpath={.spec} {.status} {.metadata.generation}{"\n"}'
k patch wd p --subresource=scale --type=merge -p '{"spec":{"replicas":3}}'
k get wd p --subresource=scale -o 'jsonpath={.kind} {.spec}{"\n"}'
k patch wd p --subresource=nothing --type=merge -p '{}'
k patch pod p -p '{"spec":{"containers":[{"name":"main","image":"c"}]}}'
k get pod p -o 'jsonpath={range .spec.containers[*]}{.name}={.image} {end}{"\n"}'
first patch pod p -p '{"spec":{"containers":[{"name":"main","command":["x"]}]}}'
k patch pod p -p '{"spec":{"containers":[{"name":"side","$patch":"delete"}]}}'
k patch pod p -p '{"metadata":{"finalizers":["a.b/c"]}}'
k patch pod p -p '{"metadata":{"finalizers":["a.b/d"]}}'
k get pod p -o 'jsonpath={.metadata.finalizers}{"\n"}'
k patch pod p -p '{"metadata":{"$deleteFromPrimitiveList/finalizers":["a.b/c"]}}'
k patch pod p -p '{"metadata":{"finalizers":null}}'
k patch pod p --subresource=status -p '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}'
k patch pod p --subresource=status -p '{"status":{"conditions":[{"type":"Other","status":"True"}]}}'
k get pod p -o 'jsonpath={range .status.conditions[*]}{.type}={.status} {end}{"\n"}'
k label cm p c=d
k label cm p c=d
k label cm p c=e
k label cm p c=e --overwrite
k label cm p c-
k label cm p nothing-
k label cm p 'bad key=x'
k label cm p 'x=bad value'
k label cm p c=f --dry-run=server --show-labels
k label cm --all all=yes
k label cm,wd -l all=yes x=y
k label cm none x=y
k label cm p --list | sort
k annotate wd p note='some words' other=x
k annotate wd p note=more
k annotate wd p note=more --overwrite
k annotate wd p other-
k annotate wd p --list | sort
k annotate wd p --resource-version=1 x=y
k set image pod/p main=d
first set env pod/p A=B
quiet delete pod p --force --grace-period=0
