package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns a container of a pod into a command of this machine: image, entry point, environment,
 * mounts.
 */
final class LaunchPlanner {
    /** In the environment of every process of a container, so that none is left behind. */
    static final String MARKER = "AQUIFER_CONTAINER";

    /** The pod's address, for entry points that are told no address to listen at. */
    static final String POD_ADDRESS = "AQUIFER_POD_IP";

    private static final String LEADER = "LWS_LEADER_ADDRESS";
    private static final String PATH =
            Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin");

    private final ImageMap images;
    private final ContainerEnvironment environment;
    private final Isolation isolation;
    private final HostNames hostNames;
    private final ContainerMounts mounts;

    LaunchPlanner(
            ImageMap images,
            ContainerEnvironment environment,
            Isolation isolation,
            HostNames hostNames) {
        this.images = images;
        this.environment = environment;
        this.isolation = isolation;
        this.hostNames = hostNames;
        this.mounts = new ContainerMounts(isolation);
    }

    /** What a pod has on this node. */
    record PodPlace(Pod pod, String address, Path folder, Map<String, VolumeAt> volumes) {
        Path hosts() {
            return folder.resolve("hosts");
        }
    }

    /** Where there are no mounts, a pod's configuration must name the folders themselves. */
    UnaryOperator<byte[]> contentsEdit(PodPlace place) {
        if (isolation.mounts()) {
            return UnaryOperator.identity();
        }
        var mounts = new ArrayList<Mount>();
        for (var container : place.pod().getSpec().getContainers()) {
            for (var mount : container.getVolumeMounts()) {
                var source = place.volumes().get(mount.getName());
                if (source != null) {
                    var path =
                            mount.getSubPath() == null
                                    ? source.path()
                                    : source.path().resolve(mount.getSubPath());
                    mounts.add(
                            new Mount(path, ContainerMounts.normal(mount.getMountPath()), false));
                }
            }
        }
        var rewriting = new PathRewriting(hostNames);
        return content -> rewriting.content(content, mounts);
    }

    Launch plan(PodPlace place, Container container, Attempt attempt) throws NotYet, IOException {
        var image =
                images.find(container.getImage())
                        .orElseThrow(
                                () ->
                                        new NotYet(
                                                "ErrImagePull",
                                                "no command is known for image \"%s\": add it to this node's image map"
                                                        .formatted(container.getImage())));
        var fields = new DownwardFields(place.pod(), place.address());
        var variables = environment.of(fields, container, base(place, container, attempt, image));
        awaitLeader(place.pod(), variables.get(LEADER));
        var given = container.getCommand();
        var command = new ArrayList<>(given.isEmpty() ? image.command() : given);
        command.addAll(
                given.isEmpty() && container.getArgs().isEmpty()
                        ? image.args()
                        : container.getArgs());
        if (command.isEmpty()) {
            throw new NotYet("CreateContainerError", "no command specified");
        }
        command.replaceAll(part -> References.expand(part, variables));
        var workingDir =
                firstOf(
                        container.getWorkingDir(),
                        image.workingDir(),
                        isolation.mounts() ? "/" : null);
        var launch =
                new Launch(
                        command,
                        variables,
                        workingDir == null ? place.folder().toString() : workingDir,
                        mounts.of(place, container, attempt, variables));
        return isolation.mounts() ? launch : new PathRewriting(hostNames).rewrite(launch);
    }

    /**
     * A name that a DNS would know soon is waited for: programs remember names that were not found.
     */
    private void awaitLeader(Pod pod, @Nullable String leader) throws NotYet {
        if (leader == null
                || !leader.endsWith('.' + pod.getMetadata().getNamespace())
                || HostNames.names(pod).contains(leader)) {
            return;
        }
        if (hostNames.address(leader).isEmpty()) {
            throw new NotYet("ContainerCreating", "the leader " + leader + " has no address yet");
        }
    }

    private static Map<String, String> base(
            PodPlace place, Container container, Attempt attempt, ImageMap.Entry image)
            throws IOException {
        var home = Files.createDirectories(place.folder().resolve("home"));
        var variables = new LinkedHashMap<String, String>();
        variables.put("PATH", PATH);
        variables.put("HOME", home.toString());
        variables.put("HOSTNAME", HostNames.hostname(place.pod()));
        variables.put(POD_ADDRESS, place.address());
        image.env()
                .forEach((name, value) -> variables.put(name, References.expand(value, variables)));
        variables.put(MARKER, marker(place.pod(), container.getName(), attempt));
        return variables;
    }

    /** The value of {@link #MARKER} for one run of a container. */
    static String marker(Pod pod, String container, Attempt attempt) {
        return pod.getMetadata().getUid() + '/' + container + '/' + attempt.number();
    }

    private static @Nullable String firstOf(@Nullable String... candidates) {
        for (var candidate : candidates) {
            if (candidate != null && !candidate.isEmpty()) {
                return candidate;
            }
        }
        return null;
    }
}
