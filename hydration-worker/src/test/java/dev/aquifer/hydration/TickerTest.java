package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.http.Connections;
import dev.aquifer.hydration.report.Activity;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Report.Progress;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.retry.Stop;
import dev.aquifer.hydration.retry.Throttle;
import dev.aquifer.hydration.transfer.Meter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What is said when, by a clock that the test turns. */
class TickerTest {

    private final List<Report> said = new ArrayList<>();
    private final Meter meter = new Meter();
    private final Stop stop = new Stop();
    private final Throttle throttle = new Throttle(4, Policy.DEFAULT.patience(), stop, said::add);
    private final Patience patience =
            new Patience(
                    Policy.DEFAULT,
                    throttle,
                    stop,
                    said::add,
                    RandomGenerator.getDefault(),
                    Clock.systemUTC());
    private final Ticker ticker =
            new Ticker(new Connections(), meter, patience, said::add, Environment.real());
    private final long began = System.nanoTime();

    private void after(long seconds) {
        ticker.tick(began + TimeUnit.SECONDS.toNanos(seconds));
    }

    private Progress last() {
        return (Progress) said.getLast();
    }

    @Test
    void fromTheStartItSaysNowAndThenWhatItIsAt() {
        after(5);
        assertThat(said).isEmpty();
        after(11);
        assertThat(last().activity()).isEqualTo(Activity.PLANNING);
        assertThat(last().fields())
                .containsEntry("activity", "planning")
                .doesNotContainKey("pinned");

        ticker.planned("etag:1");
        ticker.doing(Activity.WAITING);
        after(15);
        after(22);
        after(33);
        assertThat(said).hasSize(3);
        assertThat(last().fields())
                .containsEntry("activity", "waiting")
                .containsEntry("pinned", "etag:1");
    }

    @Test
    void readingIsNotFetching() {
        ticker.report();
        assertThat(last().activity()).isNull();

        meter.worked();
        after(11);

        assertThat(last().activity()).isEqualTo(Activity.VERIFYING);
    }

    @Test
    void nothingAtAllIsAStall() {
        ticker.report();

        after(30);

        assertThat(said).anyMatch(Report.Stalled.class::isInstance);
        assertThat(last().activity()).isNull();
    }

    /** The time before the first byte was expected counts for nothing. */
    @Test
    void aStallBeginsWithTheFetching() {
        after(60);
        ticker.report();

        assertThat(meter.silentNanos(System.nanoTime())).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(said).noneMatch(Report.Stalled.class::isInstance);
    }
}
