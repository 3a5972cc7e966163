package dev.aquifer.ledger;

import dev.aquifer.events.Topic;

/** A partition of a topic. */
public record Place(Topic topic, int partition) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        var byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return topic.topicName() + "-" + partition;
    }
}
