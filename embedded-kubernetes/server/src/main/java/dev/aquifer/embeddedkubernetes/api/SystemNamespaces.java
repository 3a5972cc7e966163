package dev.aquifer.embeddedkubernetes.api;

import dev.aquifer.embeddedkubernetes.api.ResourceRequest.Caller;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest.Content;
import dev.aquifer.embeddedkubernetes.api.WriteOptions.Strictness;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The namespaces that are always there. */
public final class SystemNamespaces {
    private static final List<String> NAMES =
            List.of("default", "kube-node-lease", "kube-public", "kube-system");
    private static final String SERVER = "kube-apiserver";

    private SystemNamespaces() {}

    /** Makes those that are missing. */
    public static void ensure(ObjectStore store, Resources resources, Changes changes) {
        Optional<ServedResource> resource = resources.find(Admission.NAMESPACES);
        for (String name : NAMES) {
            if (resource.isPresent()
                    && store.get(new ObjectKey(Admission.NAMESPACES, "", name)).isEmpty()) {
                create(resource.get(), name, changes);
            }
        }
    }

    private static void create(ServedResource resource, String name, Changes changes) {
        var request =
                new ResourceRequest(
                        resource,
                        "",
                        "",
                        "",
                        new Query(Map.of()),
                        new Content("", new byte[0]),
                        new Caller(SERVER, SERVER));
        var object = ObjectJson.object().put("apiVersion", "v1").put("kind", "Namespace");
        object.putObject("metadata").put("name", name);
        changes.create(request, object, new WriteOptions(false, SERVER, Strictness.IGNORE, false));
    }
}
