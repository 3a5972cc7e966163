# What the server says of itself: explain, api-resources, api-versions, version, auth can-i, top, events.
k explain widget
k explain widget.spec
k explain widget.spec.size
k explain widget.spec.none
k explain widgets --recursive
k explain wd --api-version=contract.aquifer.dev/v1 --recursive
k explain cm
k explain cm --recursive
k explain pod.spec.containers.livenessProbe.httpGet
k explain pod.spec.volumes.persistentVolumeClaim --recursive
k explain deployment.spec.strategy --recursive
k explain nothing
k explain pods.nothing
k api-versions | grep -E '^(v1|apps/v1|batch/v1|contract.aquifer.dev/v1)$'
k api-resources --api-group=contract.aquifer.dev
k api-resources --api-group=contract.aquifer.dev -o wide
k api-resources --api-group=apps --no-headers | grep -E '^(deployments|statefulsets) '
k api-resources --api-group=batch -o name | grep jobs.batch
k api-resources --namespaced=false -o name | grep -E '^(nodes|namespaces|persistentvolumes|storageclasses.storage.k8s.io|customresourcedefinitions.apiextensions.k8s.io)$'
k api-resources --verbs=list,create --api-group=contract.aquifer.dev -o name
k api-resources --categories=all -o name | grep -E '^(pods|deployments.apps|jobs.batch|widgets.contract.aquifer.dev|services)$' | sort
k api-resources --api-group=nothing.dev
k version -o json 2>&1 | grep -c gitVersion
k cluster-info | head -1 | sed 's/.*is running.*/is running/'
k auth can-i create pods
k auth can-i '*' '*'
k auth can-i get widgets/status
k auth can-i create nothing
k auth can-i get /healthz
k auth can-i --list | head -1
k auth whoami | grep -v ^UID
k top nodes
k top pods
k events
quiet create cm watched
uid=$(call get cm watched -o 'jsonpath={.metadata.uid}')
# As old whenever this runs: kubectl prints ages.
older=$(date -u -d '324 days ago 1 hour ago' +%FT%TZ)
newer=$(date -u -d '323 days ago 1 hour ago' +%FT%TZ)
quiet create -f - <<<"{apiVersion: v1, kind: Event, metadata: {name: watched.1}, involvedObject: {apiVersion: v1, kind: ConfigMap, namespace: $NS, name: watched, uid: $uid}, type: Warning, reason: Wondering, message: what is this, count: 3, firstTimestamp: '$older', lastTimestamp: '$older', source: {component: test}}"
quiet create -f - <<<"{apiVersion: v1, kind: Event, metadata: {name: other.1}, involvedObject: {apiVersion: v1, kind: ConfigMap, namespace: $NS, name: other}, type: Normal, reason: Fine, message: all is well, count: 1, firstTimestamp: '$newer', lastTimestamp: '$newer', source: {component: test}}"
k events
k events --for cm/watched
k events --types=Warning
k get events --field-selector type=Warning
k get events --sort-by=.lastTimestamp
k get events -o wide
k describe cm watched
