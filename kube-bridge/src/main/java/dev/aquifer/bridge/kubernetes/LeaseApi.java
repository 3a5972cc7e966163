package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.LeaseStep;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The Lease that says who leads, with what the leader wants to be remembered. */
public final class LeaseApi {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubeApi api;
    private final String namespace;
    private final String name;

    LeaseApi(KubeApi api, String namespace, String name) {
        this.api = api;
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * The Lease as it was read.
     *
     * @param version of this very state
     * @param notes its annotations
     * @param spec all of it
     */
    public record Held(
            LeaseStep.Seen seen, String version, Map<String, String> notes, Map<?, ?> spec) {}

    /** What to write into it. */
    public record Claim(
            String holder,
            int transitions,
            Duration validFor,
            Instant now,
            Map<String, String> notes) {}

    /** The same, with no more time for an answer than that. */
    public LeaseApi within(Duration limit) {
        return new LeaseApi(api.within(limit), namespace, name);
    }

    /** The Lease; empty when there is none. */
    public Optional<Held> read() {
        return api.find(Paths.leases(namespace) + "/" + name).map(LeaseApi::held);
    }

    /** Makes it, and its namespace when that is missing. */
    public Held create(Claim claim) {
        try {
            return held(api.write("POST", Paths.leases(namespace), KubeApi.JSON, body(claim, "")));
        } catch (ControlApiException e) {
            if (e.kind() != ControlApiException.Kind.NOT_FOUND) {
                throw e;
            }
            api.write(
                    "POST",
                    "/api/v1/namespaces",
                    KubeApi.JSON,
                    Map.of(
                            "apiVersion", "v1",
                            "kind", "Namespace",
                            "metadata", Map.of("name", namespace)));
            throw e; // the next attempt finds the namespace
        }
    }

    /** Writes it, if it still is as it was read. */
    public Held replace(Held read, Claim claim) {
        var path = Paths.leases(namespace) + "/" + name;
        return held(api.write("PUT", path, KubeApi.JSON, body(claim, read.version())));
    }

    /** Adds notes, if it still is as it was read; all else stays. */
    public Held annotate(Held read, Map<String, String> notes) {
        var all = new LinkedHashMap<>(read.notes());
        all.putAll(notes);
        var metadata =
                Map.of(
                        "name", name,
                        "namespace", namespace,
                        "annotations", all,
                        "resourceVersion", read.version());
        var path = Paths.leases(namespace) + "/" + name;
        return held(api.write("PUT", path, KubeApi.JSON, lease(metadata, read.spec())));
    }

    private Map<String, Object> body(Claim claim, String version) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", name);
        metadata.put("namespace", namespace);
        metadata.put("annotations", claim.notes());
        if (!version.isEmpty()) {
            metadata.put("resourceVersion", version);
        }
        var now = MICROS.format(claim.now());
        var spec = new LinkedHashMap<String, Object>();
        spec.put("holderIdentity", claim.holder());
        spec.put("leaseDurationSeconds", Math.max(1, (int) claim.validFor().toSeconds()));
        spec.put("leaseTransitions", claim.transitions());
        spec.put("renewTime", now);
        return lease(metadata, spec);
    }

    private static Map<String, Object> lease(Map<String, ?> metadata, Map<?, ?> spec) {
        return Map.of(
                "apiVersion",
                "coordination.k8s.io/v1",
                "kind",
                "Lease",
                "metadata",
                metadata,
                "spec",
                spec);
    }

    private static Held held(GenericKubernetesResource lease) {
        var spec = lease.getAdditionalProperties().get("spec");
        var fields = spec instanceof Map<?, ?> map ? map : Map.of();
        var holder = fields.get("holderIdentity");
        var transitions = fields.get("leaseTransitions");
        var notes = lease.getMetadata().getAnnotations();
        return new Held(
                new LeaseStep.Seen(
                        holder == null ? "" : holder.toString(),
                        transitions instanceof Number number ? number.intValue() : 0),
                lease.getMetadata().getResourceVersion(),
                notes == null ? Map.of() : Map.copyOf(notes),
                fields);
    }
}
