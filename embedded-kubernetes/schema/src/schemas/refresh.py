#!/usr/bin/env python3
"""Writes the built-in schemas of this module from what a real API server publishes at /openapi/v3 and in discovery.

usage: KUBECONFIG=... src/schemas/refresh.py   (needs kubectl; run it in the module's folder)
"""
import gzip
import json
import subprocess

OUT = "src/main/resources/dev/aquifer/embeddedkubernetes/schema/kubernetes"
KINDS = {
    "api/v1": "Namespace Node Pod Event ConfigMap Secret Service PersistentVolume PersistentVolumeClaim ServiceAccount Endpoints",
    "apis/apps/v1": "Deployment ReplicaSet StatefulSet DaemonSet ControllerRevision",
    "apis/batch/v1": "Job CronJob",
    "apis/coordination.k8s.io/v1": "Lease",
    "apis/discovery.k8s.io/v1": "EndpointSlice",
    "apis/events.k8s.io/v1": "Event",
    "apis/rbac.authorization.k8s.io/v1": "ClusterRole ClusterRoleBinding Role RoleBinding",
    "apis/storage.k8s.io/v1": "StorageClass",
    "apis/apiextensions.k8s.io/v1": "CustomResourceDefinition",
    "apis/authorization.k8s.io/v1": "SelfSubjectAccessReview SubjectAccessReview SelfSubjectRulesReview LocalSubjectAccessReview",
    "apis/authentication.k8s.io/v1": "SelfSubjectReview TokenReview",
}
EXTRA = [  # named by paths, not by fields
    "io.k8s.api.autoscaling.v1.Scale", "io.k8s.api.policy.v1.Eviction", "io.k8s.api.core.v1.Binding",
    "io.k8s.api.authentication.v1.TokenRequest",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Status", "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch", "io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent",
    "io.k8s.apimachinery.pkg.apis.meta.v1.APIResourceList",
]
GVK = "x-kubernetes-group-version-kind"


def get(path):
    return json.loads(subprocess.run(["kubectl", "get", "--raw", path], check=True, capture_output=True).stdout)


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rsplit("/", 1)[1]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def main():
    schemas, wanted, resources = {}, list(EXTRA), []
    for path, kinds in KINDS.items():
        kinds = kinds.split()
        found = get("/openapi/v3/" + path)["components"]["schemas"]
        for name, schema in found.items():
            schemas.setdefault(name, schema)
        group, version = ("", "v1") if path == "api/v1" else path.split("/")[1:]
        for name, schema in found.items():
            for gvk in schema.get(GVK, []):
                if (gvk["group"], gvk["version"]) == (group, version) and gvk["kind"] in kinds + [k + "List" for k in kinds]:
                    wanted.append(name)
        listed = get("/" + path)["resources"]
        for r in listed:
            if r["kind"] in kinds and "/" not in r["name"]:
                subs = sorted(s["name"].split("/", 1)[1] for s in listed if s["name"].startswith(r["name"] + "/"))
                resources.append({
                    "group": group, "version": version, "kind": r["kind"], "plural": r["name"], "singular": r["singularName"],
                    "namespaced": r["namespaced"], "shortNames": r.get("shortNames", []), "categories": r.get("categories", []),
                    "verbs": r["verbs"], "subresources": subs})
    for path in ("apis/autoscaling/v1", "apis/policy/v1"):
        for name, schema in get("/openapi/v3/" + path)["components"]["schemas"].items():
            schemas.setdefault(name, schema)
    closed = set()
    while wanted:
        name = wanted.pop()
        if name not in closed:
            closed.add(name)
            wanted += list(references(schemas[name]))
    for name in closed:  # the extension lists a hundred group versions; the server fills in those it serves
        if len(schemas[name].get(GVK, [])) > 1:
            schemas[name][GVK] = [g for g in schemas[name][GVK] if g["group"] == ""]
    lines = "".join(f"{n}\t{json.dumps(schemas[n], separators=(',', ':'), ensure_ascii=False)}\n" for n in sorted(closed))
    with open(OUT + "/definitions.tsv.gz", "wb") as out:
        out.write(gzip.compress(lines.encode(), 9, mtime=0))
    with open(OUT + "/resources.json", "w") as out:
        out.write("[\n" + ",\n".join(json.dumps(r) for r in resources) + "\n]\n")
    print(len(closed), "definitions,", len(resources), "resources,", get("/version")["gitVersion"])


main()
