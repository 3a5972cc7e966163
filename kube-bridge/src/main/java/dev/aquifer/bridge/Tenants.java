package dev.aquifer.bridge;

import dev.aquifer.bridge.domain.Tenant;
import dev.aquifer.events.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Who may ask for something, as an operator set it. */
final class Tenants {
    /** What Kafka allows, and short enough to be part of the name of an annotation. */
    private static final Pattern TOPIC =
            Pattern.compile("[a-zA-Z0-9]([-._a-zA-Z0-9]{0,51}[a-zA-Z0-9])?");

    private Tenants() {}

    /** All of them. Throws IllegalArgumentException that names the setting which is wrong. */
    static List<Tenant> of(BridgeSettings.Requests settings) {
        var tenants = new ArrayList<Tenant>();
        settings.user()
                .filter(user -> !user.isBlank())
                .ifPresent(
                        user ->
                                tenants.add(
                                        new Tenant(
                                                Topic.REQUESTS.topicName(),
                                                Topic.ANSWERS.topicName(),
                                                user,
                                                settings.namespaces().orElse(Set.of()))));
        var topics = new HashSet<>(Set.of(Topic.REQUESTS.topicName()));
        settings.tenants().forEach((name, tenant) -> tenants.add(checked(name, tenant, topics)));
        return List.copyOf(tenants);
    }

    private static Tenant checked(
            String name, BridgeSettings.Tenant tenant, Set<String> topicsBefore) {
        var setting = "aquifer.bridge.requests.tenants." + name;
        requireOwn(setting + ".topic", tenant.topic());
        if (!topicsBefore.add(tenant.topic())) {
            throw wrong(setting + ".topic", tenant.topic() + " belongs to somebody already");
        }
        if (!tenant.answers().equals(Topic.ANSWERS.topicName())) {
            requireOwn(setting + ".answers", tenant.answers());
        }
        if (tenant.user().isBlank()) {
            throw wrong(setting + ".user", "it is blank");
        }
        if (tenant.namespaces().isEmpty()) {
            throw wrong(setting + ".namespaces", "a topic has to be bound to namespaces");
        }
        return new Tenant(tenant.topic(), tenant.answers(), tenant.user(), tenant.namespaces());
    }

    private static void requireOwn(String setting, String topic) {
        if (!TOPIC.matcher(topic).matches()) {
            throw wrong(
                    setting, "'" + topic + "' is not a name of at most 53 letters, digits, . _ -");
        }
        if (Arrays.stream(Topic.values()).anyMatch(ours -> ours.topicName().equals(topic))) {
            throw wrong(setting, topic + " is one of Aquifer's own topics");
        }
    }

    private static IllegalArgumentException wrong(String setting, String why) {
        return new IllegalArgumentException(setting + ": " + why);
    }
}
