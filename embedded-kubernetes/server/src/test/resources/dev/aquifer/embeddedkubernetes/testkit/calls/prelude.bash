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
