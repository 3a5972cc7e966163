package dev.aquifer.deployment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.deployment.domain.Reply.Answer;
import dev.aquifer.deployment.domain.Reply.Failure;
import dev.aquifer.deployment.domain.Reply.NotYet;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialTest {
    private static final String URL = "http://provider";

    @Test
    void whatNeverAnsweredSaysAtOnceWhatWasSeen() {
        assertThat(Trial.NONE.answers()).isFalse();
        assertThat(Trial.NONE.failed("502")).isEqualTo(new Trial(false, 1, Optional.of("502")));
    }

    @Test
    void oneFailureTakesNothingAwayAndThreeInARowDo() {
        var answers = Trial.NONE.failed("502").answered();

        var twice = answers.failed("a").failed("b");

        assertThat(twice.answers()).isTrue();
        assertThat(twice.answered()).isEqualTo(answers);
        assertThat(twice.failed("c")).isEqualTo(new Trial(false, 3, Optional.of("c")));
    }

    @Test
    void itIsAskedAgainNowAndThenAndLessOftenTheMoreItFails() {
        assertThat(Trial.NONE.answered().pause()).isEqualTo(Duration.ofSeconds(15));
        assertThat(Trial.NONE.failed("").pause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(Trial.NONE.failed("").failed("").pause()).isEqualTo(Duration.ofSeconds(2));
        assertThat(new Trial(false, 1000, Optional.empty()).pause())
                .isEqualTo(Duration.ofSeconds(64));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 401, 403, 404, 429})
    void whoeverSaysNoIsThere(int status) {
        assertThat(Reply.of(URL, status, Optional.of(URL), "")).isEqualTo(new Answer());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void anErrorOfTheEndpointIsNoAnswer(int status) {
        assertThat(Reply.of(URL, status, Optional.of(URL), ""))
                .isEqualTo(new Failure("the endpoint answers " + status));
    }

    @Test
    void whatTheGatewaySaysItselfIsNotTheEndpoint() {
        assertThat(Reply.of(URL, 404, Optional.empty(), "no route")).isEqualTo(new NotYet());
        assertThat(Reply.of(URL, 503, Optional.empty(), "reading")).isEqualTo(new NotYet());
        assertThat(Reply.of(URL, 502, Optional.empty(), "cannot be connected to"))
                .isEqualTo(new Failure("502 from the gateway: cannot be connected to"));
    }

    @Test
    void whatAFormerAddressAnswersIsNotTheNewOne() {
        assertThat(Reply.of(URL, 200, Optional.of("http://former"), "")).isEqualTo(new NotYet());
    }
}
