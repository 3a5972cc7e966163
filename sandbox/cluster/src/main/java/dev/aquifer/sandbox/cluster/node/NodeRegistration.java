package dev.aquifer.sandbox.cluster.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Keeps the Node and its Lease alive: {@link #renew} is called every ten seconds. */
final class NodeRegistration {
    /** Every node is this machine. */
    static final String ADDRESS = "127.0.0.1";

    private static final String PROVIDER = "aquifer-sandbox://";
    private static final String LEASE_NAMESPACE = "kube-node-lease";
    private static final int LEASE_SECONDS = 40;

    private final KubernetesClient client;
    private final NodeSettings settings;
    private final Clock clock;
    private final int logPort;

    NodeRegistration(KubernetesClient client, NodeSettings settings, Clock clock, int logPort) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.logPort = logPort;
    }

    /** Whether a node agent made that Node. */
    static boolean isOurs(Node node) {
        var provider = node.getSpec() == null ? null : node.getSpec().getProviderID();
        return provider != null && provider.startsWith(PROVIDER);
    }

    /** Makes the Node if it is missing, repairs what differs, and renews its Lease. */
    void renew() {
        var node = client.nodes().withName(settings.nodeName()).get();
        if (node == null) {
            node = client.nodes().resource(fresh()).create();
        } else if (!labelled(node)) {
            node =
                    client.nodes()
                            .withName(settings.nodeName())
                            .edit(
                                    known ->
                                            new NodeBuilder(known)
                                                    .editMetadata()
                                                    .addToLabels(labels())
                                                    .endMetadata()
                                                    .build());
        }
        var status = status(node);
        if (differs(node.getStatus(), status)) {
            report(node, status);
        }
        renewLease(node);
    }

    /**
     * Others write to the Node too (taints): only its status is touched, and that of this very
     * Node.
     */
    private void report(Node node, NodeStatus status) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("uid", node.getMetadata().getUid());
        patch.set(
                "status",
                client.getKubernetesSerialization().<JsonNode>convertValue(status, JsonNode.class));
        client.nodes()
                .withName(settings.nodeName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }

    private Node fresh() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(settings.nodeName())
                .withLabels(labels())
                .endMetadata()
                .withNewSpec()
                .withProviderID(PROVIDER + settings.nodeName())
                .endSpec()
                .build();
    }

    private Map<String, String> labels() {
        var labels = new TreeMap<>(settings.labels());
        labels.put("kubernetes.io/hostname", settings.nodeName());
        labels.put("kubernetes.io/os", operatingSystem());
        labels.put("kubernetes.io/arch", architecture());
        return labels;
    }

    private boolean labelled(Node node) {
        var known = node.getMetadata().getLabels();
        return known != null && known.entrySet().containsAll(labels().entrySet());
    }

    private NodeStatus status(Node node) {
        var amounts = new TreeMap<String, Quantity>();
        amounts.put("pods", new Quantity("110"));
        settings.allocatable().forEach((name, amount) -> amounts.put(name, new Quantity(amount)));
        var now = now().toString();
        return new NodeStatusBuilder()
                .withCapacity(amounts)
                .withAllocatable(amounts)
                .addNewAddress(ADDRESS, "InternalIP")
                .withConditions(
                        condition(
                                node, "MemoryPressure", "False", "KubeletHasSufficientMemory", now),
                        condition(node, "DiskPressure", "False", "KubeletHasNoDiskPressure", now),
                        condition(node, "PIDPressure", "False", "KubeletHasSufficientPID", now),
                        condition(node, "Ready", "True", "KubeletReady", now))
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(logPort)
                .endDaemonEndpoints()
                .withNewNodeInfo()
                .withArchitecture(architecture())
                .withOperatingSystem(operatingSystem())
                .withKubeletVersion("v1.33.0-aquifer")
                .withContainerRuntimeVersion("process://1")
                .withOsImage(System.getProperty("os.name"))
                .withKernelVersion(System.getProperty("os.version"))
                .withMachineID(settings.nodeName())
                .withSystemUUID(settings.nodeName())
                .withBootID(settings.nodeName())
                .withKubeProxyVersion("")
                .endNodeInfo()
                .build();
    }

    private static NodeCondition condition(
            Node node, String type, String status, String reason, String now) {
        var since =
                node.getStatus() == null
                        ? now
                        : node.getStatus().getConditions().stream()
                                .filter(known -> known.getType().equals(type))
                                .filter(known -> known.getStatus().equals(status))
                                .map(NodeCondition::getLastTransitionTime)
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(now);
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(
                        type.equals("Ready")
                                ? "the node agent is posting ready status"
                                : "no " + type)
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(since)
                .build();
    }

    private static boolean differs(NodeStatus known, NodeStatus wanted) {
        return known == null
                || !Objects.equals(known.getAllocatable(), wanted.getAllocatable())
                || !Objects.equals(known.getCapacity(), wanted.getCapacity())
                || !Objects.equals(known.getAddresses(), wanted.getAddresses())
                || !Objects.equals(known.getDaemonEndpoints(), wanted.getDaemonEndpoints())
                || !statuses(known).equals(statuses(wanted));
    }

    private static List<String> statuses(NodeStatus status) {
        return status.getConditions().stream()
                .map(condition -> condition.getType() + condition.getStatus())
                .sorted()
                .toList();
    }

    private void renewLease(Node node) {
        var leases = client.leases().inNamespace(LEASE_NAMESPACE);
        var known = leases.withName(settings.nodeName()).get();
        var builder = known == null ? new LeaseBuilder() : new LeaseBuilder(known);
        var lease =
                builder.editOrNewMetadata()
                        .withName(settings.nodeName())
                        .withNamespace(LEASE_NAMESPACE)
                        .withOwnerReferences(
                                new io.fabric8.kubernetes.api.model.OwnerReferenceBuilder()
                                        .withApiVersion("v1")
                                        .withKind("Node")
                                        .withName(node.getMetadata().getName())
                                        .withUid(node.getMetadata().getUid())
                                        .build())
                        .endMetadata()
                        .editOrNewSpec()
                        .withHolderIdentity(settings.nodeName())
                        .withLeaseDurationSeconds(LEASE_SECONDS)
                        .withRenewTime(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                        .endSpec()
                        .build();
        try {
            if (known == null) {
                leases.resource(lease).create();
            } else {
                leases.resource(lease).update();
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
                makeNamespace();
            } else {
                throw e;
            }
        }
    }

    private void makeNamespace() {
        client.namespaces()
                .resource(
                        new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                                .withNewMetadata()
                                .withName(LEASE_NAMESPACE)
                                .endMetadata()
                                .build())
                .create();
    }

    private java.time.Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String operatingSystem() {
        return System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }
}
