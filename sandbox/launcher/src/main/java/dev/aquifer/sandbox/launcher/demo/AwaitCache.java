package dev.aquifer.sandbox.launcher.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The model is staged on every cluster. */
final class AwaitCache implements Stage {
    private static final double MEGA = 1e6;

    private final Clusters clusters;
    private final Waiting waiting;
    private final String name;

    AwaitCache(Clusters clusters, Waiting waiting, String name) {
        this.clusters = clusters;
        this.waiting = waiting;
        this.name = name;
    }

    @Override
    public String headline() {
        return "Stage the model on every cluster";
    }

    @Override
    public String behind() {
        return "a claim and a Job on each; the worker plans, fetches ranges in parallel, verifies, publishes by one rename";
    }

    @Override
    public Outcome run(Progress progress) throws InterruptedException {
        var cache =
                waiting.untilReady(
                        "ModelCache " + name,
                        () -> clusters.find("ModelCache", name),
                        AwaitCache::howFar,
                        progress);
        var details = new ArrayList<String>();
        for (var place : cache.at("status.clusters")) {
            details.add(
                    "%-12s %-10s %s"
                            .formatted(
                                    place.path("name").asText(),
                                    place.path("phase").asText(),
                                    place.path("digest").asText()));
        }
        return new Outcome(
                "%s, %s, revision %s"
                        .formatted(
                                cache.text("status.summary.ready"),
                                cache.text("status.summary.size"),
                                cache.text("status.resolvedRevision")),
                details);
    }

    static String howFar(Resource cache) {
        List<String> places = new ArrayList<>();
        for (var place : cache.at("status.clusters")) {
            var total = place.path("bytesTotal").asLong();
            boolean moving = "Hydrating".equals(place.path("phase").asText());
            var amount =
                    !moving || total == 0
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    " %d%% of %.0f MB",
                                    place.path("progressPercent").asInt(),
                                    total / MEGA);
            places.add(place.path("name").asText() + " " + place.path("phase").asText() + amount);
        }
        return places.isEmpty() ? cache.whyNotReady() : String.join(", ", places);
    }
}
