package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rights of {@code k8s/rbac} suffice, and each of them is used: by what went over the wire to
 * given clusters.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class RightsTest {
    private static final String TEAM = "e2e-rights";
    private static final String NAME = "rightful";
    private static final List<String> CONTROL = List.of(GivenKubernetes.CONTROL);

    /** Who has a role, and where. */
    private static final Map<String, Holder> HOLDERS =
            Map.of(
                    "aquifer-kube-bridge",
                    new Holder("modelplane-system:kube-bridge", CONTROL),
                    "aquifer-kube-bridge-requests",
                    new Holder("modelplane-system:kube-bridge", CONTROL),
                    "aquifer-requests",
                    new Holder("requests", CONTROL),
                    "aquifer-cluster-service",
                    new Holder("modelplane-system:cluster-service", CONTROL),
                    "aquifer-cluster-service-inputs",
                    new Holder("modelplane-system:cluster-service", CONTROL),
                    "aquifer-workload",
                    new Holder("modelplane-system:aquifer-workload", Sandbox.CLUSTERS));

    private record Holder(String user, List<String> clusters) {}

    private Fleet fleet;
    private GivenKubernetes given;

    @BeforeAll
    void useThem(Fleet shared) {
        var clusters = shared.sandbox().given();
        Assumptions.assumeTrue(clusters.isPresent(), "only on given clusters rights are limited");
        fleet = shared;
        given = clusters.orElseThrow();
        try (var team = Team.in(fleet, TEAM)) {
            team.apply(
                    Manifests.inline(TEAM, NAME, "rightful"),
                    Manifests.deployment(TEAM, NAME, NAME),
                    Manifests.gang(TEAM, "gang", NAME),
                    Manifests.service(TEAM, NAME));
            team.readyCache(NAME);
            team.readyDeployment(NAME);
            team.readyService(NAME);
            team.readyDeployment("gang");
            team.kubectl("delete", "modeldeployment", "--all", "--timeout=60s");
            stageWithInputs(team);
            askOnTheBus(team);
        }
    }

    /** From a ConfigMap, and with a Secret. */
    private void stageWithInputs(Team team) {
        team.kubectl("create", "configmap", "notes", "--from-literal=a.txt=notes");
        team.kubectl("create", "secret", "generic", "server", "--from-literal=Authorization=me");
        var file = WholePath.of(fleet).file();
        team.apply(
                Manifests.cache(TEAM, "notes", "configMap: {name: notes}"),
                Manifests.cache(
                        TEAM,
                        "server",
                        "http: {url: '%s', authSecretRef: {name: server}}".formatted(file)));
        team.readyCache("notes");
        team.readyCache("server");
    }

    private void askOnTheBus(Team team) {
        team.kubectl(
                "create",
                "rolebinding",
                "asking",
                "--clusterrole=aquifer-requests",
                "--user=requests");
        var mayI = fleet.kubectl().inNamespace(TEAM);
        fleet.await(
                "the user 'requests' to be allowed to ask",
                () ->
                        mayI.command("auth", "can-i", "create", "modelcaches", "--as=requests")
                                .run()
                                .isWell(),
                () -> "it is not");
        var kinds = List.of("ModelCache", "ModelDeployment", "ModelService");
        try (var bus = new Bus(fleet.sandbox().port("broker"))) {
            bus.ask(Manifests.inline(TEAM, "asked", "on the bus"));
            bus.ask(Manifests.deployment(TEAM, "asked", "asked"));
            bus.ask(Manifests.service(TEAM, "asked"));
            team.readyService("asked");
            kinds.reversed().forEach(kind -> bus.withdraw(kind, TEAM, "asked"));
            kinds.forEach(kind -> fleet.untilGone(kind, TEAM, "asked"));
        }
    }

    static List<Named<JsonNode>> roles() throws IOException {
        var found = new ArrayList<Named<JsonNode>>();
        try (var files = Files.list(Sandbox.root().resolve("k8s/rbac"))) {
            for (var file : files.sorted().toList()) {
                var documents =
                        new YAMLMapper()
                                .readerFor(JsonNode.class)
                                .<JsonNode>readValues(file.toFile());
                for (var object : documents.readAll()) {
                    var kind = object.path("kind").asText();
                    if (kind.equals("Role") || kind.equals("ClusterRole")) {
                        var name = object.at("/metadata/name").asText();
                        found.add(Named.of(kind + " " + name, object));
                    }
                }
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("roles")
    void nothingOfItIsUnused(JsonNode role) {
        var held = Right.of(role);
        assertThat(held).isNotEmpty().doesNotHaveDuplicates();
        var holder =
                Optional.ofNullable(HOLDERS.get(role.at("/metadata/name").asText())).orElseThrow();
        fleet.await(
                "all rights to be used",
                () -> unused(held, holder).isEmpty(),
                () -> "never used: " + unused(held, holder));
    }

    private Set<Right> unused(List<Right> held, Holder holder) {
        var unused = new HashSet<>(held);
        for (var cluster : holder.clusters()) {
            var used = given.witness(cluster).usedBy(holder.user());
            unused.removeIf(right -> used.stream().anyMatch(right::allows));
        }
        return unused;
    }

    @Test
    void whatNobodyDoesWouldBeFound() {
        var idle = List.of(new Right("", "serviceaccounts", "delete", "", ""));
        HOLDERS.values().forEach(holder -> assertThat(unused(idle, holder)).hasSize(1));
    }

    @Test
    void nothingWasRefused() {
        var clusters = new ArrayList<>(CONTROL);
        clusters.addAll(Sandbox.CLUSTERS);
        for (var cluster : clusters) {
            assertThat(given.witness(cluster).refused()).as(cluster).isEmpty();
        }
    }
}
