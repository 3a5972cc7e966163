package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.WorkId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final WorkQueue queue = new WorkQueue();

    @Test
    void holdsAWorkOnce() throws InterruptedException {
        queue.add(new WorkId("a"), Duration.ZERO);
        queue.add(new WorkId("a"), Duration.ZERO);

        assertThat(queue.take(Duration.ZERO)).contains(new WorkId("a"));
        assertThat(queue.take(Duration.ZERO)).isEmpty();
    }

    @Test
    void givesNothingBeforeItIsDue() throws InterruptedException {
        queue.add(new WorkId("a"), Duration.ofHours(1));

        assertThat(queue.take(Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void bringsAWorkForward() throws InterruptedException {
        queue.add(new WorkId("a"), Duration.ofHours(1));
        queue.add(new WorkId("a"), Duration.ZERO);
        queue.add(new WorkId("a"), Duration.ofHours(1));

        assertThat(queue.take(Duration.ZERO)).contains(new WorkId("a"));
    }

    @Test
    void looksUpWhenWoken() throws InterruptedException {
        queue.wake();

        assertThat(queue.take(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void backsOffUpToALimitAndBeginsAnew() {
        var backoff = new Backoff<String>(Duration.ofSeconds(1), Duration.ofSeconds(3));

        assertThat(backoff.failed("a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.failed("a")).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.failed("a")).isEqualTo(Duration.ofSeconds(3));
        backoff.succeeded("a");
        assertThat(backoff.failed("a")).isEqualTo(Duration.ofSeconds(1));
    }
}
