package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectTree;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The logs of pods: their ends, and as they come. */
public final class PodLogs {
    private final KubernetesClient client;
    private final KubeApi api;

    PodLogs(KubernetesClient client, KubeApi api) {
        this.client = client;
        this.api = api;
    }

    /** What the end of a log turned out to be. */
    public sealed interface Ending {
        /** Its last lines; none when there is no log any more, or no right to read it. */
        record Lines(String text) implements Ending {}

        /** Nobody can say now: the node, or the way to it, is away. */
        record Unknown(String why) implements Ending {}
    }

    /** The end of the log of a pod's first container. Throws {@link ClusterAwayException}. */
    public Ending lastLines(ObjectTree pod, int lines) {
        var ref = pod.ref();
        var answer =
                api.text(
                        "/api/v1/namespaces/"
                                + KubeApi.encoded(ref.namespace())
                                + "/pods/"
                                + KubeApi.encoded(ref.name())
                                + "/log?limitBytes=600000&tailLines="
                                + lines
                                + "&container="
                                + KubeApi.encoded(firstContainer(pod)));
        if (answer.code() == 200) {
            return new Ending.Lines(answer.body());
        }
        return answer.code() >= 500 || answer.code() == 429
                ? new Ending.Unknown("HTTP status " + answer.code())
                : new Ending.Lines("");
    }

    private static String firstContainer(ObjectTree pod) {
        return pod.list("spec", "containers").stream()
                .map(container -> container.text("name"))
                .findFirst()
                .orElse("");
    }

    /** Follows the log of a pod's first container from near its end; close it to stop. */
    public LogStream follow(ObjectTree pod) {
        var ref = pod.ref();
        return new LogStream(
                client.pods()
                        .inNamespace(ref.namespace())
                        .withName(ref.name())
                        .inContainer(firstContainer(pod))
                        .tailingLines(20)
                        .watchLog());
    }
}
