package dev.aquifer.sandbox.launcher.postgres;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** One database server: where its binaries and data are, and how it is made and started. */
public record PostgresServer(
        PostgresBinaries binaries, Path data, int port, Secret superuser, Unprivileged user) {

    /** The name of the superuser; it is used to make the services' roles and databases only. */
    static final String SUPERUSER = "postgres";

    /** Makes the data folder where there is none; it appears whole or not at all. */
    public void initialise() throws IOException, InterruptedException {
        if (Files.isDirectory(data)) {
            return;
        }
        var next = data.resolveSibling(data.getFileName() + ".new");
        deleteAll(next);
        Files.createDirectory(next);
        user.own(next);
        run(
                user.command(
                        binaries.program("initdb"),
                        List.of(
                                "--pgdata=" + next,
                                "--username=" + SUPERUSER,
                                "--pwfile=" + superuser.file(),
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C")));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The server's command; SIGINT stops it without waiting for its clients. */
    public List<String> command() {
        return user.command(
                binaries.program("postgres"),
                List.of(
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "shared_buffers=32MB",
                        "-c",
                        "max_connections=80",
                        "-c",
                        "max_wal_size=256MB",
                        "-c",
                        "log_timezone=UTC"));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said;
        try (var words = process.inputReader()) {
            said = String.join("\n", words.readAllLines());
        }
        if (process.waitFor() != 0) {
            throw new Trouble("initdb failed: " + said);
        }
    }

    private static void deleteAll(Path folder) throws IOException, InterruptedException {
        if (Files.exists(folder)) {
            run(List.of("rm", "-rf", folder.toString()));
        }
    }
}
