package dev.aquifer.sandbox.launcher.demo;

import java.util.ArrayList;

/** The pods of the deployment serve. */
final class AwaitGang implements Stage {
    private final Clusters clusters;
    private final Waiting waiting;
    private final String name;

    AwaitGang(Clusters clusters, Waiting waiting, String name) {
        this.clusters = clusters;
        this.waiting = waiting;
        this.name = name;
    }

    @Override
    public String headline() {
        return "Serve it by a gang of two pods on two nodes";
    }

    @Override
    public String behind() {
        return "the cache grants its use; a LeaderWorkerSet starts both pods; the gang is ready when the engine answers";
    }

    @Override
    public Outcome run(Progress progress) throws InterruptedException {
        var deployment =
                waiting.untilReady(
                        "ModelDeployment " + name,
                        () -> clusters.find("ModelDeployment", name),
                        Resource::whyNotReady,
                        progress);
        var service =
                waiting.untilReady(
                        "ModelService " + name,
                        () -> clusters.find("ModelService", name),
                        Resource::whyNotReady,
                        progress);
        var details = new ArrayList<String>();
        details.add("address      " + service.text("status.address"));
        for (var place : deployment.at("status.clusters")) {
            details.add(
                    "%-12s replica %s, %s"
                            .formatted(
                                    place.path("name").asText(),
                                    place.path("replica").asText(),
                                    place.path("phase").asText()));
        }
        return new Outcome(
                "%s replicas ready".formatted(deployment.text("status.summary.ready")), details);
    }
}
