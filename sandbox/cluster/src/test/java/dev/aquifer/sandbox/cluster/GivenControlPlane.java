package dev.aquifer.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The real ones: API server, controllers, scheduler and LeaderWorkerSet controller, where {@code
 * kube-up} is found.
 */
record GivenControlPlane(Path tools, Path folder) implements ControlPlane {
    private static final int PORTS = 7;

    /**
     * The folder with {@code kube-up}: what AQUIFER_KUBE names, else a sibling {@code shared/kube}
     * of a parent.
     */
    static Optional<Path> find() {
        var named = System.getenv("AQUIFER_KUBE");
        var above =
                Stream.iterate(
                                Path.of("").toAbsolutePath(),
                                GivenControlPlane::exists,
                                Path::getParent)
                        .map(folder -> folder.resolve("shared").resolve("kube"));
        return Stream.concat(Stream.ofNullable(named).map(Path::of), above)
                .filter(folder -> Files.isExecutable(folder.resolve("kube-up")))
                .findFirst();
    }

    private static boolean exists(@Nullable Path folder) {
        return folder != null;
    }

    static GivenControlPlane start(Path tools, Path folder) throws IOException {
        run(
                folder,
                tools.resolve("kube-up").toString(),
                folder.toString(),
                "--port",
                Integer.toString(freePorts()));
        return new GivenControlPlane(tools, folder);
    }

    /** The first of a row of ports that are all free now. */
    private static int freePorts() throws IOException {
        for (var tried = 0; tried < 50; tried++) {
            int first;
            try (var any = new ServerSocket(0)) {
                first = any.getLocalPort();
            }
            if (first + PORTS < 65536
                    && Stream.iterate(first, port -> port + 1)
                            .limit(PORTS)
                            .allMatch(GivenControlPlane::isFree)) {
                return first;
            }
        }
        throw new IOException("no row of free ports");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    @Override
    public Path kubeletClientCa() {
        return folder.resolve("pki").resolve("kubelet-client-ca.crt");
    }

    @Override
    public void close() {
        try {
            run(folder, tools.resolve("kube-down").toString(), folder.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Path folder, String... command) throws IOException {
        var output = folder.resolve("kube.log").toFile();
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                        .start();
        process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
        assertThat(process.exitValue()).as(Files.readString(output.toPath())).isZero();
    }
}
