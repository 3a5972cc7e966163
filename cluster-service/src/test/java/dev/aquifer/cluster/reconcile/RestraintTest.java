package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.events.Uid;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestraintTest {
    private static final ObjectRef OBJECT = new ObjectRef("v1", "ConfigMap", "ml", "a");
    private static final Uid OWNER = new Uid("u");

    private final AtomicLong time = new AtomicLong();
    private final Restraint restraint = new Restraint(time::get);

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    @Test
    void restoresEverMoreSeldom() {
        assertThat(restraint.mayAct(OBJECT, OWNER, 1)).isTrue();
        assertThat(restraint.mayAct(OBJECT, OWNER, 1)).isFalse();
        pass(Duration.ofMillis(250));
        assertThat(restraint.mayAct(OBJECT, OWNER, 1)).isTrue();
        pass(Duration.ofMillis(250));
        assertThat(restraint.mayAct(OBJECT, OWNER, 1)).isFalse();
        pass(Duration.ofMillis(250));
        assertThat(restraint.mayAct(OBJECT, OWNER, 1)).isTrue();
    }

    @Test
    void anotherWishBeginsAnew() {
        assertThat(restraint.mayAct(OBJECT, OWNER, 1)).isTrue();
        assertThat(restraint.mayAct(OBJECT, OWNER, 2)).isTrue();
        assertThat(restraint.mayAct(OBJECT, new Uid("another"), 2)).isTrue();
    }

    @Test
    void forgetsAfterAQuietWhile() {
        for (int i = 0; i < 10; i++) {
            restraint.mayAct(OBJECT, OWNER, 1);
            pass(Duration.ofMinutes(1));
        }
        pass(Duration.ofMinutes(5));
        assertThat(restraint.mayAct(OBJECT, OWNER, 1)).isTrue();
        pass(Duration.ofMillis(250));
        assertThat(restraint.mayAct(OBJECT, OWNER, 1)).isTrue();
    }
}
