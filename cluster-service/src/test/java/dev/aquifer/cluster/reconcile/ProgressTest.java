package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    private static final Progress HALF =
            Progress.NOTHING_SAID.after(
                    """
                    {"t":"progress","bytesDone":50,"bytesTotal":100,"filesDone":1,"filesTotal":3,
                     "rate":7}
                    """);

    @Test
    void readsALine() {
        assertThat(HALF).isEqualTo(new Progress("downloading", 50, 100, 1, 3, 7, Optional.empty()));
    }

    @Test
    void keepsTheNumbersWhileItWaits() {
        assertThat(HALF.after("{\"t\":\"throttled\",\"origin\":\"hub\"}"))
                .isEqualTo(new Progress("throttled", 50, 100, 1, 3, 0, Optional.empty()));
    }

    @Test
    void countsHowOftenItWasThrottled() {
        var throttled =
                HALF.after(
                        """
                        {"t":"throttled","origin":"hub","pauseMillis":900,"streams":2,"throttled":3}
                        """);
        assertThat(throttled.throttled()).contains(3);
        assertThat(throttled.after("{\"t\":\"progress\",\"bytesDone\":60}").throttled())
                .contains(3);
        assertThat(throttled.after("{\"t\":\"throttled\",\"throttled\":2}").throttled())
                .contains(3);
        assertThat(throttled.after("{\"t\":\"throttled\",\"throttled\":\"x\"}").throttled())
                .contains(3);
    }

    @ParameterizedTest
    @CsvSource({
        "stalled,stalled",
        "waiting,waiting",
        "throttled,throttled",
        "retrying,waiting",
        "verifying,verifying"
    })
    void saysWhyNothingComesUntilSomethingDoes(String line, String activity) {
        var still = HALF.after("{\"t\":\"" + line + "\"}");
        assertThat(still.activity()).isEqualTo(activity);
        assertThat(still.bytesDone()).isEqualTo(50);
        var again = still.after("{\"t\":\"progress\",\"bytesDone\":50,\"rate\":0}");
        assertThat(again.activity())
                .isEqualTo(activity.equals("verifying") ? "downloading" : activity);
        assertThat(still.after("{\"t\":\"progress\",\"bytesDone\":51}").activity())
                .isEqualTo("downloading");
    }

    @Test
    void takesWhatThePlanSays() {
        assertThat(Progress.NOTHING_SAID.after("{\"t\":\"plan\",\"files\":3,\"bytes\":100}"))
                .isEqualTo(new Progress("downloading", 0, 100, 0, 3, 0, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{",
                "[1]",
                "{\"t\":7}",
                "{\"t\":\"other\",\"bytesDone\":1}",
                "{\"t\":\"result\"}"
            })
    void ignoresWhatIsNoReport(String line) {
        assertThat(HALF.after(line)).isEqualTo(HALF);
    }

    @Test
    void ignoresNumbersThatMakeNoSense() {
        assertThat(HALF.after("{\"t\":\"progress\",\"bytesDone\":-5,\"bytesTotal\":\"x\"}"))
                .isEqualTo(new Progress("downloading", 50, 100, 1, 3, 0, Optional.empty()));
    }

    @Test
    void takesNoStrangeActivity() {
        assertThat(HALF.after("{\"t\":\"progress\",\"activity\":\"<script>\"}").activity())
                .isEqualTo("downloading");
    }
}
