# Each script speaks to one server with one kubectl; what it prints is the transcript.
exec 2>&1
k() {
  printf '$ kubectl'; printf ' %s' "$@"; echo
  call "$@"
  local code=$?; [ $code = 0 ] || echo "(exit $code)"
}
quiet() { call "$@" > /dev/null; }
# Without the Go structs that a real server adds to some refusals.
first() { k "$@" 2>&1 | sed -n -e '1,2p' -e '/^(exit/p'; }
# The comment keeps old versions from taking YAML that begins with a brace for JSON.
call() {
  case " $* " in
    *" -f - "*) { echo '#'; cat; } | timeout 60 "$KUBECTL" --kubeconfig "$KUBECONFIG" -n "${IN:-$NS}" "$@" ;;
    *) timeout 60 "$KUBECTL" --kubeconfig "$KUBECONFIG" -n "${IN:-$NS}" "$@" ;;
  esac
}
# The project's own kinds.
own_kinds() {
  quiet apply --server-side -f "$REPOSITORY/k8s/crds"
  quiet wait crd --all --for=condition=Established --timeout=60s
  call get modelservices.modelplane.ai > /dev/null 2>&1 # so that kubectl looks anew which kinds there are
}
cache() { echo "{apiVersion: modelplane.ai/v1alpha1, kind: ModelCache, metadata: {name: $1, labels: {team: ml}}, spec: {artifact: {kind: Weights, source: {huggingFace: {repo: ${2:-gpt2}}}}, storage: {backend: PVC, pvc: {storageClassName: fast, sizeGiB: 1}}}}"; }
deployment() { echo "{apiVersion: modelplane.ai/v1alpha1, kind: ModelDeployment, metadata: {name: $1}, spec: {replicas: ${2:-1}, workers: {topology: {tensor: 1}, template: {spec: {containers: [{name: engine, image: a}]}}}}}"; }
service() { echo '{apiVersion: modelplane.ai/v1alpha1, kind: ModelService, metadata: {name: chat}, spec: {endpoints: [{selector: {matchLabels: {team: ml}}}]}}'; }
# A server lists the kinds of a group as it likes.
any_order() { sed -u 1q; sort; }
