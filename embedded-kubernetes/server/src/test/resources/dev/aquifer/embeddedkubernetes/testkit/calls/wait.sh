# wait and watch.
quiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: w}, spec: {color: red}}'
k wait wd/w --for=condition=Ready --timeout=0.2s
quiet patch wd w --subresource=status --type=merge -p '{"status":{"phase":"Good","conditions":[{"type":"Ready","status":"True"}]}}'
k wait wd/w --for=condition=Ready --timeout=20s
k wait wd/w --for=condition=Ready=False --timeout=0.2s
k wait wd/w --for='jsonpath={.status.phase}=Good' --timeout=20s
k wait wd/w --for='jsonpath={.status.phase}=Bad' --timeout=0.2s
k wait wd --all --for=condition=Ready --timeout=20s
k wait wd/none --for=condition=Ready --timeout=0.2s
k wait wd/none --for=delete --timeout=5s
k wait wd/w --for=delete --timeout=0.2s
k wait crd/widgets.contract.aquifer.dev --for=condition=Established --timeout=5s
touch "$WORK/watch"
timeout 60 "$KUBECTL" --kubeconfig "$KUBECONFIG" -n "$NS" wait wd/w --for=delete --timeout=30s > "$WORK/deletion" & deletion=$!
timeout 60 "$KUBECTL" --kubeconfig "$KUBECONFIG" -n "$NS" get wd -w > "$WORK/watch" & watch=$!
until grep -q '^w ' "$WORK/watch"; do sleep 0.05; done
quiet create -f - <<<'{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: x}, spec: {color: green}}'
k delete wd w
wait $deletion; cat "$WORK/deletion"
until [ $(grep -c '^w ' "$WORK/watch") -ge 2 ] && grep -q '^x ' "$WORK/watch"; do sleep 0.05; done
kill $watch; wait $watch 2>/dev/null; cat "$WORK/watch"
k get wd x --watch-only --request-timeout=1s
k get wd -o name --watch --request-timeout=1s
k get wd --output-watch-events --watch --request-timeout=1s
k delete wd x --wait=false
