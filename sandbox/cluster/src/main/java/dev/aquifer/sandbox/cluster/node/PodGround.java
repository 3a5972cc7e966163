package dev.aquifer.sandbox.cluster.node;

import dev.aquifer.sandbox.cluster.node.ContentFolder.Content;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's containers stand on: its address, its hosts file, its volumes. Found or made once;
 * hosts and the contents of volumes are kept current.
 */
final class PodGround {
    private static final System.Logger LOG = System.getLogger(PodGround.class.getName());

    /** A kubelet takes up to a minute. */
    private static final Duration CONTENTS_AGE = Duration.ofSeconds(10);

    private final NodeParts parts;
    private final Path folder;
    private LaunchPlanner.@Nullable PodPlace place;
    private Instant askedAt = Instant.MIN;
    private volatile boolean asking;
    private boolean left;

    PodGround(NodeParts parts, Path folder) {
        this.parts = parts;
        this.folder = folder;
    }

    Optional<LaunchPlanner.PodPlace> place() {
        return Optional.ofNullable(place);
    }

    /** Sees to it that all is there, or says what is missing. */
    LaunchPlanner.PodPlace prepare(Pod pod) throws NotYet, IOException {
        Files.createDirectories(folder);
        var address = parts.addresses().of(pod.getMetadata().getUid(), folder);
        var known = place;
        var volumes = known == null ? parts.volumes().folders(pod, folder) : known.volumes();
        var prepared = new LaunchPlanner.PodPlace(pod, address, folder, volumes);
        parts.hostNames().write(prepared.hosts(), pod, address);
        if (known == null) {
            askedAt = parts.clock().instant();
            fill(contents(prepared), parts.planner().contentsEdit(prepared));
        } else {
            refreshWhenOld(prepared);
        }
        place = prepared;
        return prepared;
    }

    private Map<Path, Map<String, Content>> contents(LaunchPlanner.PodPlace at) throws NotYet {
        return parts.volumes().contents(new DownwardFields(at.pod(), at.address()), at.volumes());
    }

    /** Apart from the pod's own thread, which must not wait for an API server that is away. */
    private void refreshWhenOld(LaunchPlanner.PodPlace at) {
        var now = parts.clock().instant();
        if (asking || now.isBefore(askedAt.plus(CONTENTS_AGE)) || !hasContents(at.pod())) {
            return;
        }
        asking = true;
        askedAt = now;
        Thread.ofVirtual()
                .name("contents-" + at.pod().getMetadata().getName())
                .start(() -> ask(at));
    }

    private static boolean hasContents(Pod pod) {
        return pod.getSpec().getVolumes().stream().anyMatch(VolumeContents::has);
    }

    private void ask(LaunchPlanner.PodPlace at) {
        try {
            fill(contents(at), parts.planner().contentsEdit(at));
        } catch (NotYet | IOException | KubernetesClientException e) { // tried again soon
            LOG.log(System.Logger.Level.DEBUG, "contents of volumes stay as they are", e);
        } finally {
            asking = false;
        }
    }

    private synchronized void fill(
            Map<Path, Map<String, Content>> contents, UnaryOperator<byte[]> edit)
            throws IOException {
        if (left) {
            return;
        }
        for (var volume : contents.entrySet()) {
            volume.getValue()
                    .replaceAll((_, file) -> new Content(edit.apply(file.bytes()), file.mode()));
            new ContentFolder(volume.getKey()).fill(volume.getValue());
        }
    }

    /** Removes all that the pod had of its own. */
    synchronized void leave() throws IOException {
        left = true;
        Folders.delete(folder);
    }
}
