package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.broker.BrokerMain;
import dev.aquifer.sandbox.launcher.broker.TopicCreation;
import dev.aquifer.sandbox.launcher.postgres.DatabaseCreation;
import dev.aquifer.sandbox.launcher.postgres.PostgresBinaries;
import dev.aquifer.sandbox.launcher.postgres.PostgresServer;
import dev.aquifer.sandbox.launcher.postgres.Secret;
import dev.aquifer.sandbox.launcher.postgres.Unprivileged;
import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess.Stop;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.Readiness;
import dev.aquifer.sandbox.launcher.processes.SetupStep;
import dev.aquifer.sandbox.launcher.processes.Signal;
import dev.aquifer.sandbox.launcher.processes.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Broker and database, and what services find in them. */
final class Foundation {
    static final String TOPICS = "topics";
    static final String DATABASES = "databases";

    private static final Duration SETUP = Duration.ofMinutes(2);
    private static final Set<String> WITH_DATABASE =
            Set.of("cache-service", "cluster-service", "deployment-service");

    private final ProcessFactory factory;
    private final Ports ports;
    private final Folder folder;

    Foundation(ProcessFactory factory, Ports ports) {
        this.factory = factory;
        this.ports = ports;
        this.folder = factory.folder();
    }

    String bootstrap() {
        return "127.0.0.1:" + ports.of("broker");
    }

    boolean hasDatabase(String service) {
        return WITH_DATABASE.contains(service);
    }

    /** How that service reaches its database; nothing for one that has none. */
    Map<String, String> databaseEnvironment(String service) {
        if (!hasDatabase(service)) {
            return Map.of();
        }
        var name = databaseOf(service);
        return Map.of(
                "AQUIFER_DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(ports.of("postgres"), name),
                "AQUIFER_DATABASE_USER",
                name,
                "AQUIFER_DATABASE_PASSWORD_FILE",
                passwordOf(service).toString());
    }

    List<Step> broker() {
        var arguments =
                List.of(
                        folder.root().resolve("broker").toString(),
                        Integer.toString(ports.of("broker")),
                        Integer.toString(ports.of("broker-controller")));
        var broker =
                factory.process(
                        "broker",
                        Set.of(),
                        factory.installation().java(256, BrokerMain.class.getName(), arguments),
                        Map.of(),
                        Readiness.Reply.kafka(ports.of("broker")),
                        Stop.within(Duration.ofSeconds(15)));
        var topics =
                new SetupStep(
                        TOPICS,
                        Set.of("broker"),
                        SETUP,
                        () -> new TopicCreation(bootstrap()).run());
        return List.of(broker, topics);
    }

    List<Step> database() throws IOException {
        var server = server();
        var passwords = new TreeMap<String, Secret>();
        for (var service : WITH_DATABASE) {
            passwords.put(databaseOf(service), Secret.in(passwordOf(service)));
        }
        var postgres =
                factory.process(
                        "postgres",
                        Set.of("postgres-data"),
                        server.command(),
                        Map.of(),
                        Readiness.Reply.postgres(ports.of("postgres")),
                        new Stop(Signal.INT, Duration.ofSeconds(20)));
        return List.of(
                new SetupStep("postgres-data", Set.of(), SETUP, server::initialise),
                postgres,
                new SetupStep(
                        DATABASES,
                        Set.of("postgres"),
                        SETUP,
                        () -> new DatabaseCreation(server, passwords).run()));
    }

    private PostgresServer server() throws IOException {
        var superuser = Secret.in(folder.secrets().resolve("postgres.password"));
        var binaries = PostgresBinaries.unpackedIn(factory.installation().cache());
        var user = Unprivileged.forFolder(binaries.home().resolve("bin/postgres"), folder.root());
        var data = folder.root().resolve("postgres");
        return new PostgresServer(binaries, data, ports.of("postgres"), superuser, user);
    }

    private static String databaseOf(String service) {
        return service.replace('-', '_');
    }

    private Path passwordOf(String service) {
        return folder.secrets().resolve(databaseOf(service) + ".password");
    }
}
