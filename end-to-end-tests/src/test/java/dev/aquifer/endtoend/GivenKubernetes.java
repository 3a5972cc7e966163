package dev.aquifer.endtoend;

import dev.aquifer.counterpart.RealControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Real clusters for the time of a run: a control API and a workload cluster for each name, each
 * with etcd, API server, controllers and scheduler of its own, the workload clusters also with the
 * controller of LeaderWorkerSets. Nothing runs pods there. What is asked of them goes through doors
 * that see it.
 */
final class GivenKubernetes implements AutoCloseable {
    static final String CONTROL = "control";

    private final Path tools;
    private final Path folder;
    private final List<RealControlPlane> planes = new ArrayList<>();
    private final Map<String, WatchedDoor> doors = new LinkedHashMap<>();

    private GivenKubernetes(Path tools, Path folder) {
        this.tools = tools;
        this.folder = folder;
    }

    static GivenKubernetes start(Path tools) {
        try {
            var all = new GivenKubernetes(tools, Files.createTempDirectory("aquifer-kube-"));
            Runtime.getRuntime().addShutdownHook(new Thread(all::stop, "stop clusters"));
            try {
                all.up(CONTROL, RealControlPlane.NO_LWS);
                for (var cluster : Sandbox.CLUSTERS) {
                    all.up(cluster);
                }
                return all;
            } catch (IOException
                    | InterruptedException
                    | RuntimeException
                    | Error e) { // no cluster is left behind
                all.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void up(String name, String... options) throws IOException, InterruptedException {
        var plane = RealControlPlane.start(tools, folder.resolve(name), options);
        planes.add(plane);
        var door =
                WatchedDoor.before(
                        plane.port(), plane.certificate(), folder.resolve(name).resolve("door"));
        doors.put(name, door);
        Files.writeString(
                kubeconfig(name),
                Files.readString(plane.kubeconfig())
                        .replace("127.0.0.1:" + plane.port(), "127.0.0.1:" + door.port())
                        .replace(plane.certificate().toString(), door.certificate().toString()));
    }

    /** The administrator's; it leads through a door where all is seen. */
    Path kubeconfig(String name) {
        return folder.resolve(name).resolve("kubeconfig-of-door");
    }

    /** What was asked of that cluster. */
    Witness witness(String name) {
        return Optional.ofNullable(doors.get(name)).orElseThrow().witness();
    }

    private void stop() {
        try {
            for (var plane : planes) {
                plane.stop();
            }
            planes.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        try {
            for (var door : doors.values()) {
                door.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SharedFleet.delete(folder);
    }
}
