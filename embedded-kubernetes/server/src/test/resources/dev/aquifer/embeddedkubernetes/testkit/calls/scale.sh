# scale, rollout and set of workloads; no controller acts on them here.
quiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: s}, spec: {color: red, replicas: 1}}'
k create deployment s --image=a --replicas=0
k scale wd s --replicas=3
k scale wd s --current-replicas=1 --replicas=4
k scale wd s --current-replicas=3 --replicas=4
k scale deployment/s --replicas=0
k scale wd/s deploy/s --replicas=0
k scale wd s --replicas=-1
k scale wd none --replicas=1
k scale wd s --replicas=2 --dry-run=server
k scale cm none --replicas=2
k get wd s -o 'jsonpath={.spec.replicas} {.metadata.generation}{"\n"}'
k get deploy s --subresource=scale -o yaml
k get wd s --subresource=scale
k autoscale deployment s --max=3 --dry-run=client -o name
k set image deployment/s a=b
k set image deployment/s nothing=b
k set env deployment/s A=B
k set env deployment/s --list
k set resources deployment/s --requests=cpu=1
k rollout restart deployment/s
k rollout pause deployment/s
k rollout pause deployment/s
k rollout resume deployment/s
k rollout history deployment/s
