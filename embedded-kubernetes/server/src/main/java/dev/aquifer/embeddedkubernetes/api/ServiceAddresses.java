package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives services an address of the cluster. Nobody answers there. */
record ServiceAddresses(ObjectStore store, Ids ids) {
    static final ResourceName SERVICES = new ResourceName("", "services");

    void assign(ObjectNode service) {
        ObjectNode spec = service.withObject("spec");
        if (spec.path("type").asText().equals("ExternalName")) {
            return;
        }
        if (spec.path("clusterIP").asText("").isEmpty()) {
            spec.put("clusterIP", unused());
        }
        if (!spec.has("clusterIPs")) {
            spec.putArray("clusterIPs").add(spec.path("clusterIP").asText());
        }
        if (!spec.has("ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
        }
        if (!spec.has("ipFamilyPolicy")) {
            spec.put("ipFamilyPolicy", "SingleStack");
        }
    }

    private String unused() {
        Set<String> used =
                store.list(SERVICES, null).objects().stream()
                        .map(service -> service.object().at("/spec/clusterIP").asText(""))
                        .collect(Collectors.toSet());
        String address = ids.serviceAddress();
        while (used.contains(address)) {
            address = ids.serviceAddress();
        }
        return address;
    }
}
