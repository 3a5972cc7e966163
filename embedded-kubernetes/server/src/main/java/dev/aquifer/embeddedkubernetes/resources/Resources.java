package dev.aquifer.embeddedkubernetes.resources;

import dev.aquifer.embeddedkubernetes.schema.BuiltinKinds;
import dev.aquifer.embeddedkubernetes.schema.OpenApi;
import dev.aquifer.embeddedkubernetes.schema.ResourceType;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.ResourceName;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import dev.aquifer.embeddedkubernetes.store.WatchEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every served resource. Follows the definitions in the store: what a confirmed write of a
 * definition says is served from that moment on.
 */
public final class Resources {
    /** Where definitions are stored. */
    public static final ResourceName DEFINITIONS =
            new ResourceName("apiextensions.k8s.io", "customresourcedefinitions");

    /**
     * Would be another view of the same events, which nobody here needs; two separate sets would be
     * worse than one.
     */
    private static final String OTHER_EVENTS = "events.k8s.io";

    private final List<ServedResource> builtin;
    private volatile Served served;

    private record Served(
            Map<ResourceName, List<ServedResource>> custom,
            List<ServedResource> all,
            OpenApi openApi,
            OpenApi openApiV2) {}

    private Resources(List<ServedResource> builtin) {
        this.builtin = builtin;
        this.served = serve(Map.of());
    }

    /** The built-in resources and those that the store's definitions define, from now on. */
    public static Resources of(ObjectStore store) {
        var resources =
                new Resources(
                        BuiltinKinds.resources().stream()
                                .filter(type -> !type.kind().group().equals(OTHER_EVENTS))
                                .flatMap(type -> builtin(type).stream())
                                .toList());
        store.onWrite(resources::follow);
        store.list(DEFINITIONS, null).objects().forEach(resources::define);
        return resources;
    }

    private static Optional<ServedResource> builtin(ResourceType type) {
        Optional<Schema> schema = BuiltinKinds.schema(type.kind());
        return schema.map(known -> ServedResource.of(type, known, Optional.empty()));
    }

    /** Everything, built-in kinds first. */
    public List<ServedResource> all() {
        return served.all;
    }

    /** The resource with this address. */
    public Optional<ServedResource> find(String group, String version, String plural) {
        return served.all.stream()
                .filter(
                        resource ->
                                resource.type().plural().equals(plural)
                                        && resource.kind().group().equals(group)
                                        && resource.kind().version().equals(version))
                .findFirst();
    }

    /** The first version of this resource. */
    public Optional<ServedResource> find(ResourceName name) {
        return served.all.stream().filter(resource -> resource.name().equals(name)).findFirst();
    }

    /** The resource of a kind, as an owner reference names it. */
    public Optional<ServedResource> ofKind(String apiVersion, String kind) {
        return served.all.stream()
                .filter(
                        resource ->
                                resource.kind().kind().equals(kind)
                                        && resource.kind().apiVersion().equals(apiVersion))
                .findFirst();
    }

    /** Resources by group, then by version, the core group first. */
    public Map<String, Map<String, List<ServedResource>>> byGroup() {
        var groups = new LinkedHashMap<String, Map<String, List<ServedResource>>>();
        for (ServedResource resource : served.all) {
            groups.computeIfAbsent(
                            resource.kind().group(), group -> new TreeMap<>(Versions.NEWEST_FIRST))
                    .computeIfAbsent(resource.kind().version(), version -> new ArrayList<>())
                    .add(resource);
        }
        return groups;
    }

    /** The OpenAPI documents of all that is served now. */
    public OpenApi openApi() {
        return served.openApi;
    }

    /**
     * For the older document: kubectl would send custom resources strategic merge patches if it
     * found patches of them there.
     */
    public OpenApi openApiV2() {
        return served.openApiV2;
    }

    private void follow(WatchEvent event) {
        if (!event.object().key().resource().equals(DEFINITIONS)) {
            return;
        }
        switch (event) {
            case WatchEvent.Added added -> define(added.object());
            case WatchEvent.Modified changed -> define(changed.object());
            case WatchEvent.Deleted gone -> undefine(gone.object());
        }
    }

    private void define(StoredObject definition) {
        var custom = new CustomDefinition(definition.object(), definition.revision());
        var all = new LinkedHashMap<>(served.custom);
        all.put(custom.name(), custom.served());
        served = serve(all);
    }

    private void undefine(StoredObject definition) {
        var all = new LinkedHashMap<>(served.custom);
        all.remove(new CustomDefinition(definition.object(), 0).name());
        served = serve(all);
    }

    private Served serve(Map<ResourceName, List<ServedResource>> custom) {
        var all = new ArrayList<>(builtin);
        custom.values().forEach(all::addAll);
        return new Served(
                Map.copyOf(custom), List.copyOf(all), documents(all, false), documents(all, true));
    }

    private static OpenApi documents(List<ServedResource> all, boolean v2) {
        return new OpenApi(
                all.stream()
                        .map(
                                each ->
                                        new OpenApi.Served(
                                                v2 && each.custom().isPresent()
                                                        ? unpatched(each.type())
                                                        : each.type(),
                                                each.schema()))
                        .toList());
    }

    private static ResourceType unpatched(ResourceType type) {
        return new ResourceType(
                type.kind(),
                type.plural(),
                type.singular(),
                type.namespaced(),
                type.shortNames(),
                type.categories(),
                type.verbs().stream().filter(verb -> !verb.equals("patch")).toList(),
                List.of());
    }
}
