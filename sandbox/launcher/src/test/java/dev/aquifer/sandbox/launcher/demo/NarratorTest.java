package dev.aquifer.sandbox.launcher.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import dev.aquifer.sandbox.launcher.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class NarratorTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);

    @Test
    void tellsOneLinePerStepOfProgressWithoutATerminal() throws Exception {
        var narrator = narrator(false, false);
        narrator.tell(staging());
        narrator.totals();
        assertThat(written.toString(UTF_8))
                .isEqualTo(
                        """

                         1  Stage the model
                            a Job on each cluster
                            … 1.0 s  10 %
                            … 2.0 s  60 %
                            ✓ 2.5 s  2/2 clusters
                            cluster-a  sha256:1

                        Times
                               2.5 s  Stage the model
                               2.5 s  together
                        """);
    }

    @Test
    void repeatsNothingAndDoesNotHurryWithoutATerminal() throws Exception {
        narrator(false, false)
                .tell(
                        stage(
                                "waits",
                                progress -> {
                                    for (var text : List.of("a", "a", "b", "c")) {
                                        progress.say(text);
                                        now = now.plus(Duration.ofMillis(600));
                                    }
                                    return Stage.Outcome.of("done");
                                }));

        assertThat(written.toString(UTF_8)).contains("  a\n", "  b\n").doesNotContain("  c\n");
        assertThat(written.toString(UTF_8).split("  a\n")).hasSize(2);
    }

    @Test
    void redrawsTheLineOfProgressOnATerminal() throws Exception {
        narrator(true, false).tell(staging());
        var erase = "\r\u001b[2K";
        assertThat(written.toString(UTF_8))
                .contains(
                        erase
                                + "    … 1.0 s  10 %"
                                + erase
                                + "    … 2.0 s  60 %"
                                + erase
                                + "    ✓");
    }

    @Test
    void usesColoursOnlyWhereTheyAreWanted() throws Exception {
        narrator(true, true).tell(staging());
        assertThat(written.toString(UTF_8)).contains("\u001b[32m✓ 2.5 s\u001b[0m");
    }

    @Test
    void neverNeedsMoreThanAHundredColumns() throws Exception {
        var narrator = narrator(false, false);
        narrator.tell(
                stage(
                        "word ".repeat(60).strip(),
                        progress -> {
                            progress.say("x".repeat(300));
                            return Stage.Outcome.of("done");
                        }));
        assertThat(written.toString(UTF_8).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Screen.COLUMNS));
    }

    @Test
    void saysWhichStageFailedAndPassesTheSentenceOn() {
        var failing =
                stage(
                        "behind",
                        progress -> {
                            throw new Trouble("No luck.");
                        });
        assertThatThrownBy(() -> narrator(false, false).tell(failing)).hasMessage("No luck.");
        assertThat(written.toString(UTF_8)).contains("✗ 0.0 s");
    }

    private Stage staging() {
        return stage(
                "a Job on each cluster",
                progress -> {
                    now = now.plusSeconds(1);
                    progress.say("10 %");
                    now = now.plusSeconds(1);
                    progress.say("60 %");
                    now = now.plus(Duration.ofMillis(500));
                    return new Stage.Outcome("2/2 clusters", List.of("cluster-a  sha256:1"));
                });
    }

    private Narrator narrator(boolean terminal, boolean colours) {
        var out = new PrintStream(written, false, UTF_8);
        return new Narrator(new Screen(out, terminal, colours), clock);
    }

    private interface Body {
        Stage.Outcome run(Stage.Progress progress);
    }

    private static Stage stage(String behind, Body body) {
        return new Stage() {
            @Override
            public String headline() {
                return "Stage the model";
            }

            @Override
            public String behind() {
                return behind;
            }

            @Override
            public Outcome run(Progress progress) {
                return body.run(progress);
            }
        };
    }
}
