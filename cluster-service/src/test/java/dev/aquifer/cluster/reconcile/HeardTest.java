package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeardTest {
    private static Heard after(String... lines) {
        var heard = Heard.NOTHING;
        var known = Progress.NOTHING_SAID;
        for (var line : lines) {
            known = known.after(line);
            heard = heard.after(line, known);
        }
        return heard;
    }

    private static String plan(String... lines) {
        return after(lines).planOr(Optional.empty()).map(Object::toString).orElse("none");
    }

    /** A size that nobody knows is not one of nothing, which would fit everywhere. */
    @Test
    void aPlanThatIsTakenFromProgressHasNoSizeThatWasNotSaid() {
        assertThat(plan("{\"t\":\"progress\",\"bytesDone\":5,\"pinned\":\"etag:7\"}"))
                .isEqualTo("{\"t\":\"plan\",\"pinned\":\"etag:7\"}");
        assertThat(plan("{\"t\":\"progress\",\"bytesTotal\":0,\"pinned\":\"etag:7\"}"))
                .isEqualTo("{\"t\":\"plan\",\"pinned\":\"etag:7\"}");
        assertThat(plan("{\"t\":\"progress\",\"bytesTotal\":9,\"pinned\":\"etag:7\"}"))
                .isEqualTo("{\"t\":\"plan\",\"pinned\":\"etag:7\",\"bytes\":9}");
    }

    @Test
    void thePlanItselfCountsWheneverItComes() {
        var real = "{\"t\":\"plan\",\"pinned\":\"etag:7\",\"files\":3}";
        var progress = "{\"t\":\"progress\",\"bytesTotal\":9,\"pinned\":\"etag:7\"}";

        assertThat(plan(progress, real)).isEqualTo(real);
        assertThat(plan(real, progress)).isEqualTo(real);
        assertThat(plan("{\"t\":\"progress\",\"bytesTotal\":9}", "no report")).isEqualTo("none");
    }

    @Test
    void throttledOnceIsThrottled() {
        assertThat(after("{\"t\":\"throttled\",\"throttled\":0}").throttled()).isFalse();
        assertThat(
                        after("{\"t\":\"throttled\",\"throttled\":2}", "{\"t\":\"progress\"}")
                                .throttled())
                .isTrue();
    }
}
