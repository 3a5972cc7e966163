# A namespace is deleted with everything in it. Needs the controllers.
own_kinds
other=$NS-other
o() { IN=$other k "$@"; }
oquiet() { IN=$other quiet "$@"; }
quiet create ns "$other"
for i in 'deployment d --image=a' 'job j --image=a' 'service clusterip s --clusterip=None' 'cm c' 'secret generic s --from-literal=a=b' 'sa a' 'role r --verb=get --resource=pods'; do oquiet create $i; done
oquiet create -f - <<<'{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {storageClassName: none, accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}}'
oquiet create -f - <<<'{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{name: v, persistentVolumeClaim: {claimName: c}}], containers: [{name: a, image: a}]}}'
oquiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: w}, spec: {color: red}}'
oquiet create -f - < <(cache one)
o get pvc,mc,wd,secret,role -o name
o delete ns "$other"
o get ns "$other"
o get pods,pvc,deploy,jobs,svc,cm,secrets,roles,mc,wd
o create cm late
