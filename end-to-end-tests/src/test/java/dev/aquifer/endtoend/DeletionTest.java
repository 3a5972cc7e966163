package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is deleted takes along what was made for it, and only that, in whatever order. */
@ExtendWith(SharedFleet.class)
class DeletionTest {
    private static final String NAME = "going";

    @Test
    void aCacheInUseWaitsAndSaysForWhom(Fleet fleet) throws IOException {
        try (var team = Team.in(fleet, "e2e-cache-first")) {
            var volumes = serving(team, fleet);
            team.kubectl("delete", "modelcache", NAME, "--wait=false");
            var blocked =
                    fleet.until(
                            "ModelCache",
                            team.name(),
                            NAME,
                            "to say who blocks its deletion",
                            it -> it.says("DeletionBlocked", "True", "InUse"));
            assertThat(blocked.message("DeletionBlocked"))
                    .contains("ModelDeployment")
                    .contains(NAME);
            assertThat(blocked.says("Ready", "False", "Deleting")).as(blocked.words()).isTrue();
            assertThat(volumes).allSatisfy(volume -> assertThat(volume).isDirectory());
            assertThat(team.readyDeployment(NAME).isReady()).isTrue();

            team.kubectl("delete", "modeldeployment", NAME, "--timeout=60s");
            fleet.untilGone("ModelCache", team.name(), NAME);
            assertNeighbourIsThere(team, fleet, volumes);
        }
    }

    @Test
    void deploymentFirstThenCache(Fleet fleet) throws IOException {
        try (var team = Team.in(fleet, "e2e-deployment-first")) {
            var volumes = serving(team, fleet);
            team.kubectl("delete", "modeldeployment", NAME, "--timeout=60s");
            assertThat(fleet.control().find("ModelReplica", team.name(), NAME)).isEmpty();
            assertThat(pods(team, fleet)).isEmpty();
            assertThat(team.cache(NAME).isReady()).isTrue();
            team.kubectl("delete", "modelcache", NAME, "--timeout=60s");
            assertNeighbourIsThere(team, fleet, volumes);
        }
    }

    @Test
    void aNamespaceWithEverythingInIt(Fleet fleet) throws IOException {
        var team = Team.in(fleet, "e2e-namespace");
        serving(team, fleet);
        team.close(); // which looks for what is left
        assertThat(fleet.control().hasNamespace(team.name())).isFalse();
    }

    @Test
    void aServiceTakesItsAddressAlong(Fleet fleet) throws IOException {
        try (var team = Team.in(fleet, "e2e-service")) {
            serving(team, fleet);
            var address = new OpenAi(team.readyService(NAME).text("status.address"));
            assertThat(address.models().statusCode()).isEqualTo(200);
            team.kubectl("delete", "modelservice", NAME, "--timeout=60s");
            fleet.await(
                    "the address of a deleted service to be unknown",
                    () -> address.models().statusCode() == 404,
                    () ->
                            "it answers %d %s"
                                    .formatted(
                                            address.models().statusCode(),
                                            address.models().body()));
            assertThat(fleet.get("ModelDeployment", team.name(), NAME).isReady()).isTrue();
        }
    }

    @Test
    void whatIsAppliedAtOnceUnderTheSameNameIsNew(Fleet fleet) throws IOException {
        try (var team = Team.in(fleet, "e2e-again")) {
            serving(team, fleet);
            var before = team.cache(NAME);
            team.kubectl(
                    "delete", "modelservice,modeldeployment,modelcache", NAME, "--timeout=60s");
            team.apply(
                    Manifests.inline(team.name(), NAME, "the second"),
                    Manifests.deployment(team.name(), NAME, NAME),
                    Manifests.service(team.name(), NAME));
            var after = team.readyCache(NAME);
            assertThat(after.uid()).isNotEqualTo(before.uid());
            assertThat(after.text("status.resolvedDigest"))
                    .isNotEqualTo(before.text("status.resolvedDigest"));
            team.readyDeployment(NAME);
            assertThat(
                            new OpenAi(team.readyService(NAME).text("status.address"))
                                    .models()
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aClusterWaitsForWhoIsOnIt(Fleet fleet) throws IOException {
        var cluster = "cluster-b";
        try (var team = Team.in(fleet, "e2e-cluster")) {
            team.apply(
                    Manifests.inline(team.name(), NAME, "the first"),
                    Manifests.deployment(team.name(), NAME, NAME, 1, "{region: us}"));
            team.readyCache(NAME);
            team.readyDeployment(NAME);
            fleet.kubectl().run("delete", "inferencecluster", cluster, "--wait=false");
            var blocked =
                    fleet.until(
                            "InferenceCluster",
                            "",
                            cluster,
                            "to say who blocks its deletion",
                            it -> it.says("DeletionBlocked", "True", "InUse"));
            assertThat(blocked.message("DeletionBlocked")).contains(team.name()).contains(NAME);
            team.kubectl("delete", "modeldeployment,modelcache", NAME, "--timeout=60s");
            fleet.untilGone("InferenceCluster", "", cluster);
        } finally {
            fleet.applyPlatform();
            fleet.untilReady("InferenceCluster", "", cluster);
        }
    }

    /** A cache, a deployment and a service that serve, and a cache that nobody touches. */
    private static List<Path> serving(Team team, Fleet fleet) {
        team.apply(
                Manifests.inline(team.name(), NAME, "the first"),
                Manifests.inline(team.name(), "neighbour", "stays"),
                Manifests.deployment(team.name(), NAME, NAME),
                Manifests.service(team.name(), NAME));
        team.readyCache(NAME);
        team.readyCache("neighbour");
        team.readyDeployment(NAME);
        team.readyService(NAME);
        var volumes = fleet.volumes(team.name(), NAME);
        assertThat(volumes).hasSize(2).allSatisfy(volume -> assertThat(volume).isDirectory());
        return volumes;
    }

    private static List<String> pods(Team team, Fleet fleet) {
        return fleet.workload().values().stream()
                .flatMap(cluster -> cluster.pods(team.name(), "ModelDeployment", NAME).stream())
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private static void assertNeighbourIsThere(Team team, Fleet fleet, List<Path> gone)
            throws IOException {
        fleet.await(
                "the volumes to be removed",
                () -> gone.stream().noneMatch(Files::exists),
                () -> gone.toString());
        assertThat(team.cache("neighbour").isReady()).isTrue();
        for (var volume : fleet.volumes(team.name(), "neighbour")) {
            try (var files = Files.walk(volume)) {
                assertThat(files.filter(file -> file.endsWith("greeting.txt")))
                        .singleElement()
                        .satisfies(file -> assertThat(file).hasContent("stays"));
            }
        }
    }
}
