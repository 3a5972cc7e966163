package dev.aquifer.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Real clusters for the time of a run: a control API and a workload cluster for each name, each
 * with etcd, API server, controllers and scheduler of its own, the workload clusters also with the
 * controller of LeaderWorkerSets. Nothing runs pods there. What is asked of them goes through doors
 * that see it.
 */
final class GivenKubernetes implements AutoCloseable {
    static final String CONTROL = "control";

    private static final int LOWEST = 21_000;
    private static final int HIGHEST = 22_000;
    private static final int PORTS = 7;
    private static final int TRIES = 200;

    private final Path tools;
    private final Path folder;
    private final List<String> names = new ArrayList<>();
    private final Map<String, WatchedDoor> doors = new LinkedHashMap<>();

    private GivenKubernetes(Path tools, Path folder) {
        this.tools = tools;
        this.folder = folder;
    }

    /** Where the tools are that start such clusters, if they are on this machine. */
    static Optional<Path> tools() {
        var named = Stream.ofNullable(System.getenv("AQUIFER_KUBE")).map(Path::of);
        var above =
                Stream.iterate(
                                Optional.of(Path.of("").toAbsolutePath()),
                                Optional::isPresent,
                                at -> at.map(Path::getParent))
                        .map(at -> at.orElseThrow().resolve("shared").resolve("kube"));
        return Stream.concat(named, above)
                .filter(kube -> Files.isExecutable(kube.resolve("kube-up")))
                .findFirst();
    }

    static GivenKubernetes start(Path tools) {
        try {
            var all = new GivenKubernetes(tools, Files.createTempDirectory("aquifer-kube-"));
            Runtime.getRuntime().addShutdownHook(new Thread(all::stop, "stop clusters"));
            try {
                all.up(CONTROL, "--no-lws");
                for (var cluster : Sandbox.CLUSTERS) {
                    all.up(cluster);
                }
                return all;
            } catch (IOException | RuntimeException | Error e) { // no cluster is left behind
                all.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void up(String name, String... options) throws IOException {
        int port = freeRow(new SecureRandom());
        var words = new ArrayList<String>();
        words.add(tools.resolve("kube-up").toString());
        words.add(folder.resolve(name).toString());
        words.addAll(List.of("--port", Integer.toString(port)));
        words.addAll(List.of(options));
        names.add(name);
        Command.of(words).run().orFail();
        var authority = folder.resolve(name).resolve("pki").resolve("apiserver.crt");
        var door = WatchedDoor.before(port, authority, folder.resolve(name).resolve("door"));
        doors.put(name, door);
        Files.writeString(
                kubeconfig(name),
                Files.readString(folder.resolve(name).resolve("kubeconfig"))
                        .replace("127.0.0.1:" + port, "127.0.0.1:" + door.port())
                        .replace(authority.toString(), door.certificate().toString()));
    }

    /** The first of a row of ports that are all free now. */
    private static int freeRow(RandomGenerator random) {
        return random.ints(TRIES, LOWEST / 10, HIGHEST / 10)
                .map(tens -> tens * 10)
                .filter(
                        first ->
                                IntStream.range(first, first + PORTS)
                                        .allMatch(port -> isFree(port)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no free ports for another cluster"));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
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
        for (var name : names) {
            Command.of(
                            List.of(
                                    tools.resolve("kube-down").toString(),
                                    folder.resolve(name).toString()))
                    .run();
        }
        names.clear();
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
