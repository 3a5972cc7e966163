package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.kubernetes.ControlApi;
import dev.aquifer.embeddedkubernetes.faults.Fault;
import dev.aquifer.embeddedkubernetes.faults.FaultPlan;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private static final Duration MOST = Duration.ofSeconds(8);

    @Test
    void whoLeadsKnowsInTimeThatItDoesNoMoreHoweverSlowTheApiIs() throws Exception {
        Logs.show(Level.SEVERE);
        try (var control = ControlServer.misbehaving();
                var api = ControlApi.open(Optional.of(control.kubeconfig()), MOST)) {
            var settings =
                    Settings.of(
                                    Map.of(
                                            "kafka.bootstrap-servers", "b:1",
                                            "lease.renew-deadline", "2s",
                                            "lease.retry", "1s"))
                            .lease();
            var lease = api.lease(settings.namespace(), settings.name());
            var keeper =
                    new LeaseKeeper(lease, settings, "one", Clock.systemUTC(), System::nanoTime);
            await().ignoreExceptionsInstanceOf(ControlApiException.class)
                    .until(() -> keeper.attempt(Map.of()) instanceof LeaseKeeper.Standing.Leading);

            control.faults()
                    .plan(FaultPlan.seeded(1).with(1, new Fault.Slow(MOST.multipliedBy(2))));
            long begun = System.nanoTime();
            assertThatThrownBy(() -> keeper.attempt(Map.of()))
                    .isInstanceOf(ControlApiException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(MOST.dividedBy(2));
            assertThat(keeper.overdue()).isTrue();
            control.faults().plan(FaultPlan.none());
        }
    }
}
