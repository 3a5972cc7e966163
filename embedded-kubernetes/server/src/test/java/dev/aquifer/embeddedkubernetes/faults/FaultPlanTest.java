package dev.aquifer.embeddedkubernetes.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Call GET = call(Call.Kind.PLAIN);

    private static Call call(Call.Kind kind) {
        return new Call("GET", "/api/v1/pods", kind, "test");
    }

    private static List<Fate> fates(FaultPlan plan, Call call, int calls) {
        var faults = new Faults();
        faults.plan(plan);
        return IntStream.range(0, calls).mapToObj(_ -> faults.fate(call)).toList();
    }

    @Test
    void aSeedMeansTheSameFates() {
        var plan = FaultPlan.seeded(7).with(0.3, Fault.Failed.with(429, 500, 503));
        assertThat(fates(plan, GET, 200)).isEqualTo(fates(plan, GET, 200));
        var other = FaultPlan.seeded(8).with(0.3, Fault.Failed.with(429, 500, 503));
        assertThat(fates(plan, GET, 200)).isNotEqualTo(fates(other, GET, 200));
    }

    @Test
    void callsOfOtherPathsDoNotMatter() {
        var faults = new Faults();
        faults.plan(FaultPlan.seeded(7).with(0.3, new Fault.Dropped()));
        var alone = fates(FaultPlan.seeded(7).with(0.3, new Fault.Dropped()), GET, 50);
        var among =
                IntStream.range(0, 50)
                        .mapToObj(
                                i -> {
                                    faults.fate(new Call("PUT", "/" + i, Call.Kind.PLAIN, "test"));
                                    return faults.fate(GET);
                                })
                        .toList();
        assertThat(among).isEqualTo(alone);
    }

    @Test
    void aFractionIsOne() {
        var fates = fates(FaultPlan.seeded(3).with(0.25, Fault.Failed.with(429, 503)), GET, 2000);
        assertThat(fates.stream().filter(fate -> fate.fault().isPresent()).count())
                .isBetween(400L, 600L);
        assertThat(fates.stream().filter(fate -> fate.code() == 429).count()).isBetween(180L, 320L);
        assertThatThrownBy(() -> FaultPlan.none().with(1.5, new Fault.Dropped()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.Failed.with(200))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void faultsMeetOnlyWhatTheyConcern() {
        var plan =
                FaultPlan.seeded(1)
                        .with(1, new Fault.WatchCut(Duration.ZERO))
                        .with(1, new Fault.Expired());
        assertThat(plan.faults(GET, 0)).isEmpty();
        assertThat(plan.faults(call(Call.Kind.CONTINUED_LIST), 0))
                .containsExactly(new Fault.Expired());
        assertThat(plan.faults(call(Call.Kind.WATCH_OF_EVERYTHING), 0))
                .containsExactly(new Fault.WatchCut(Duration.ZERO));
        assertThat(plan.onlyFor(Call::writes).faults(call(Call.Kind.CONTINUED_LIST), 0)).isEmpty();
    }

    @Test
    void slownessComesWithAnotherFault() {
        var plan =
                FaultPlan.seeded(1)
                        .with(1, new Fault.Dropped())
                        .with(1, new Fault.Slow(Duration.ofMillis(5)))
                        .with(1, new Fault.Slow(Duration.ofMillis(6)));
        Fate fate = fates(plan, GET, 1).getFirst();
        assertThat(fate.delay()).isEqualTo(Duration.ofMillis(11));
        assertThat(fate.fault()).contains(new Fault.Dropped());
    }
}
