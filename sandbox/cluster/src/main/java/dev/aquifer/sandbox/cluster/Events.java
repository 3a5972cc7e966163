package dev.aquifer.sandbox.cluster;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Kubernetes Events about what the agent does; a repeated one is counted. Losing one is no harm.
 */
public final class Events {
    private static final System.Logger LOG = System.getLogger(Events.class.getName());
    private static final int REMEMBERED = 500;

    private final KubernetesClient client;
    private final Clock clock;
    private final String component;
    private final String host;
    private final Map<String, Integer> counts =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /** Reports as a component, such as {@code kubelet}, of a machine (empty: of none). */
    public Events(KubernetesClient client, Clock clock, String component, String host) {
        this.client = client;
        this.clock = clock;
        this.component = component;
        this.host = host;
    }

    /** Something went as it should. */
    public void normal(HasMetadata about, String fieldPath, String reason, String message) {
        record(about, fieldPath, "Normal", reason, message);
    }

    /** Something did not. */
    public void warning(HasMetadata about, String fieldPath, String reason, String message) {
        record(about, fieldPath, "Warning", reason, message);
    }

    private synchronized void record(
            HasMetadata about, String fieldPath, String type, String reason, String message) {
        var metadata = about.getMetadata();
        var id = String.join("/", metadata.getUid(), fieldPath, type, reason, message);
        var name =
                metadata.getName()
                        + '.'
                        + UUID.nameUUIDFromBytes(
                                        (id + component + host).getBytes(StandardCharsets.UTF_8))
                                .toString()
                                .replace("-", "")
                                .substring(0, 16);
        var namespace = metadata.getNamespace() == null ? "default" : metadata.getNamespace();
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try {
            var count = counts.merge(id, 1, Integer::sum);
            var events = client.v1().events().inNamespace(namespace);
            if (count > 1) {
                var known = events.withName(name).get();
                if (known != null) {
                    var total = (known.getCount() == null ? 1 : known.getCount()) + 1;
                    events.resource(
                                    new EventBuilder(known)
                                            .withCount(total)
                                            .withLastTimestamp(now.toString())
                                            .build())
                            .update();
                    return;
                }
            }
            create(about, fieldPath, type, reason, message, name, namespace, now);
        } catch (KubernetesClientException e) {
            LOG.log(System.Logger.Level.DEBUG, "event not recorded: " + reason + ' ' + message, e);
        }
    }

    private void create(
            HasMetadata about,
            String fieldPath,
            String type,
            String reason,
            String message,
            String name,
            String namespace,
            Instant now) {
        var event =
                new EventBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withName(about.getMetadata().getName())
                        .withNamespace(about.getMetadata().getNamespace())
                        .withUid(about.getMetadata().getUid())
                        .withFieldPath(fieldPath.isEmpty() ? null : fieldPath)
                        .endInvolvedObject()
                        .withType(type)
                        .withReason(reason)
                        .withMessage(message)
                        .withFirstTimestamp(now.toString())
                        .withLastTimestamp(now.toString())
                        .withCount(1)
                        .withReportingComponent(component)
                        .withReportingInstance(host)
                        .withNewSource(component, host.isEmpty() ? null : host)
                        .build();
        try {
            client.v1().events().inNamespace(namespace).resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            // the same was said before a restart of this process
        }
    }
}
