package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.broker.BrokerMain;
import dev.aquifer.sandbox.launcher.broker.TopicCreation;
import dev.aquifer.sandbox.launcher.postgres.DatabaseCreation;
import dev.aquifer.sandbox.launcher.postgres.PostgresBinaries;
import dev.aquifer.sandbox.launcher.postgres.PostgresServer;
import dev.aquifer.sandbox.launcher.postgres.Secret;
import dev.aquifer.sandbox.launcher.postgres.Unprivileged;
import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess.Stop;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.Readiness;
import dev.aquifer.sandbox.launcher.processes.SetupStep;
import dev.aquifer.sandbox.launcher.processes.Signal;
import dev.aquifer.sandbox.launcher.processes.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every process of a sandbox and every piece of set-up between them: what runs, with what, after
 * what.
 */
final class SandboxTopology {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration SETUP = Duration.ofSeconds(60);
    private static final List<String> WITH_DATABASE =
            List.of("cache-service", "cluster-service", "deployment-service");

    private final Folder folder;
    private final Installation installation;
    private final Ports ports;
    private final List<Step> steps = new ArrayList<>();

    SandboxTopology(Folder folder, Installation installation, Ports ports) {
        this.folder = folder;
        this.installation = installation;
        this.ports = ports;
    }

    /** The steps, each after what it needs. */
    List<Step> steps() throws IOException {
        broker();
        database();
        return List.copyOf(steps);
    }

    private void broker() {
        var arguments =
                List.of(
                        folder.root().resolve("broker").toString(),
                        Integer.toString(ports.of("broker")),
                        Integer.toString(ports.of("broker-controller")));
        steps.add(
                process(
                        "broker",
                        installation.java(256, BrokerMain.class.getName(), arguments),
                        Map.of(),
                        new Readiness.Port(ports.of("broker")),
                        Set.of(),
                        Stop.within(Duration.ofSeconds(15))));
        steps.add(
                new SetupStep(
                        "topics",
                        Set.of("broker"),
                        SETUP,
                        () -> new TopicCreation(bootstrap()).run()));
    }

    private void database() throws IOException {
        var data = folder.root().resolve("postgres");
        var superuser = Secret.in(folder.secrets().resolve("postgres.password"));
        var binaries = PostgresBinaries.unpackedIn(installation.cache());
        var user = Unprivileged.forFolder(binaries.home().resolve("bin/postgres"), folder.root());
        var server = new PostgresServer(binaries, data, ports.of("postgres"), superuser, user);
        steps.add(new SetupStep("postgres-data", Set.of(), SETUP, server::initialise));
        steps.add(
                process(
                        "postgres",
                        server.command(),
                        Map.of(),
                        new Readiness.Port(ports.of("postgres")),
                        Set.of("postgres-data"),
                        new Stop(Signal.INT, Duration.ofSeconds(20))));
        var passwords = new TreeMap<String, Secret>();
        for (var service : WITH_DATABASE) {
            passwords.put(databaseOf(service), Secret.in(passwordOf(service)));
        }
        steps.add(
                new SetupStep(
                        "databases",
                        Set.of("postgres"),
                        SETUP,
                        () -> new DatabaseCreation(server, passwords).run()));
    }

    private ManagedProcess process(
            String name,
            List<String> command,
            Map<String, String> environment,
            Readiness readiness,
            Set<String> dependsOn,
            Stop stop) {
        var all = new TreeMap<>(environment);
        all.put("AQUIFER_BUILD", installation.build());
        all.put("TMPDIR", folder.temporary().toString());
        return new ManagedProcess(
                name, command, all, readiness, dependsOn, folder.run().resolve(name), stop, START);
    }

    private String bootstrap() {
        return "127.0.0.1:" + ports.of("broker");
    }

    private static String databaseOf(String service) {
        return service.replace('-', '_');
    }

    private Path passwordOf(String service) {
        return folder.secrets().resolve(databaseOf(service) + ".password");
    }
}
