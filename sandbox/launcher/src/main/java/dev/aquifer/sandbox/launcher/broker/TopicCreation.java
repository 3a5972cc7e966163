package dev.aquifer.sandbox.launcher.broker;

import dev.aquifer.events.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of Aquifer on a broker; those that exist stay as they are. */
public final class TopicCreation {
    private static final int PARTITIONS = 4;
    private static final long DAY = TimeUnit.DAYS.toMillis(1);

    private final String bootstrap;

    public TopicCreation(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** Returns when all topics exist. */
    public void run() throws InterruptedException, ExecutionException, TimeoutException {
        var settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("request.timeout.ms", "5000");
        settings.put("default.api.timeout.ms", "10000");
        try (var admin = Admin.create(settings)) {
            var existing = admin.listTopics().names().get(15, TimeUnit.SECONDS);
            var missing = missing(existing);
            for (var created : admin.createTopics(missing).values().values()) {
                try {
                    created.get(15, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
        }
    }

    private static List<NewTopic> missing(java.util.Set<String> existing) {
        return Arrays.stream(Topic.values())
                .filter(topic -> !existing.contains(topic.topicName()))
                .map(
                        topic ->
                                new NewTopic(
                                                topic.topicName(),
                                                Optional.of(PARTITIONS),
                                                Optional.empty())
                                        .configs(settings(topic)))
                .toList();
    }

    /** Compacted topics keep recent history whole for days; measurements are for the moment. */
    private static Map<String, String> settings(Topic topic) {
        if (topic.compacted()) {
            return Map.of(
                    "cleanup.policy", "compact",
                    "min.compaction.lag.ms", Long.toString(7 * DAY),
                    "delete.retention.ms", Long.toString(7 * DAY));
        }
        long days = topic == Topic.MEASUREMENTS ? 1 : 30;
        return Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(days * DAY));
    }
}
