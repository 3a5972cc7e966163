package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.report.Activity;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Report.Progress;
import dev.aquifer.hydration.volume.Steps.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a worker does for long, it says so again and again. */
class ActivityTest {

    private static final byte[] FILE = Bytes.random(3 * Attempt.PART, 33);
    private static final String ETAG = "\"v1\"";
    private static final Environment TALKATIVE =
            Environment.real().silentFor(Duration.ofMillis(50));

    private final TestOrigin origin = new TestOrigin();
    private final CountDownLatch held = new CountDownLatch(1);
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        held.countDown();
        origin.close();
    }

    private Attempt attempt(Environment environment) {
        return Attempt.http(volume, origin.url("/file")).in(environment);
    }

    private void await() {
        try {
            boolean released = held.await(20, TimeUnit.SECONDS);
            assertThat(released).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Progress> doing(List<Report> reports, Activity activity) {
        return reports.stream()
                .filter(Progress.class::isInstance)
                .map(Progress.class::cast)
                .filter(progress -> progress.activity() == activity)
                .toList();
    }

    @Test
    void whileItPlans() {
        origin.on(
                "/file",
                (request, answer) -> {
                    await();
                    answer.file(FILE, ETAG);
                });
        Attempt.Running running = attempt(TALKATIVE).start();
        CompletableFuture<Attempt.Outcome> outcome = running.inBackground();

        Awaitility.await().until(() -> doing(running.reports, Activity.PLANNING).size() > 2);
        held.countDown();

        Progress last = outcome.join().all(Progress.class).getLast();
        assertThat(last.activity()).isNull();
        assertThat(last.pinned()).isEqualTo("etag:" + ETAG);
        assertThat(last.bytesDone()).isEqualTo(FILE.length);
    }

    @Test
    void whileItWaitsForAnotherWorker() {
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.range() != null) {
                        await();
                    }
                    answer.file(FILE, ETAG);
                });
        Attempt.Running first = attempt(Environment.real()).start();
        CompletableFuture<Attempt.Outcome> done = first.inBackground();
        Awaitility.await().until(() -> first.reports.stream().anyMatch(Progress.class::isInstance));
        Attempt.Running second = attempt(TALKATIVE).start();
        CompletableFuture<Attempt.Outcome> waiting = second.inBackground();

        Awaitility.await().until(() -> doing(second.reports, Activity.WAITING).size() > 2);
        held.countDown();

        assertThat(doing(second.reports, Activity.WAITING))
                .allSatisfy(line -> assertThat(line.pinned()).isEqualTo("etag:" + ETAG))
                .allSatisfy(line -> assertThat(line.bytesTotal()).isEqualTo(FILE.length));
        assertThat(second.reports.stream().filter(Report.Waiting.class::isInstance)).hasSize(1);
        done.join().completed();
        assertThat(waiting.join().completed().alreadyPresent()).isTrue();
    }

    @Test
    void whileItPublishes() {
        origin.on("/file", (request, answer) -> answer.file(FILE, ETAG));
        Environment holding =
                TALKATIVE.watchedBy(
                        step -> {
                            if (step == Step.BEFORE_RENAME) {
                                await();
                            }
                        });
        Attempt.Running running = attempt(holding).start();
        CompletableFuture<Attempt.Outcome> outcome = running.inBackground();

        Awaitility.await().until(() -> doing(running.reports, Activity.VERIFYING).size() > 2);
        held.countDown();

        assertThat(outcome.join().completed().bytes()).isEqualTo(FILE.length);
    }
}
