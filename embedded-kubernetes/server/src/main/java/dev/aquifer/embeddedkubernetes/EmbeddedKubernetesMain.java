package dev.aquifer.embeddedkubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * An API server as a process: {@code --data DIR --port N --kubeconfig FILE [--name NAME]}. The
 * kubeconfig appears when the server is ready. Ends on SIGTERM.
 */
public final class EmbeddedKubernetesMain {
    private static final Set<String> KNOWN = Set.of("--data", "--port", "--kubeconfig", "--name");
    private static final String USAGE =
            "usage: embedded-kubernetes --data DIR --port N --kubeconfig FILE [--name NAME]";

    private EmbeddedKubernetesMain() {}

    /** Exit codes: 0 after SIGTERM, 1 when it cannot start, 2 for wrong arguments. */
    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty(
                "io.netty.noUnsafe",
                "true"); // the JVM warns of it, and speed is not the point here
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!KNOWN.contains(arguments[i]) || i + 1 == arguments.length) {
                fail(2, USAGE);
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        String data = given.getOrDefault("--data", "");
        String kubeconfig = given.getOrDefault("--kubeconfig", "");
        String port = given.getOrDefault("--port", "0");
        if (data.isEmpty() || kubeconfig.isEmpty() || !port.matches("\\d{1,5}")) {
            fail(2, USAGE);
        }
        try {
            var options =
                    Options.in(Path.of(data))
                            .onPort(Integer.parseInt(port))
                            .named(given.getOrDefault("--name", "embedded"));
            var server = EmbeddedKubernetes.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
            write(Path.of(kubeconfig), server.kubeconfig());
            System.out.println(
                    "embedded-kubernetes " + options.name() + " is ready at " + server.url());
        } catch (IOException e) {
            fail(1, "embedded-kubernetes cannot start: " + e.getMessage());
        }
        new CountDownLatch(1).await();
    }

    private static void fail(int code, String why) {
        System.err.println(why);
        System.exit(code);
    }

    private static void write(Path file, String kubeconfig) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = Files.createDirectories(absolute.resolveSibling("."));
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path temporary = Files.createTempFile(folder, ".kubeconfig", "", ownerOnly);
        Files.writeString(temporary, kubeconfig);
        Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    }
}
