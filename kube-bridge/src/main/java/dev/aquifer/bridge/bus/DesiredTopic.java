package dev.aquifer.bridge.bus;

import java.util.List;

/** Where desired events go. */
public interface DesiredTopic {
    /**
     * Publishes all of it or nothing. When it throws {@link PublishFailedException}, readers may
     * have got all of it; who still leads reads the topic anew before publishing more.
     */
    void publish(List<DesiredDraft> drafts);
}
