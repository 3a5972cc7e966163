package dev.aquifer.sandbox.launcher.demo;

import dev.aquifer.sandbox.launcher.terminal.Screen;
import dev.aquifer.sandbox.launcher.terminal.Screen.Style;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells a user of each stage while it runs, and of all of them at the end; 100 columns are enough.
 */
public final class Narrator {
    private static final String INDENT = "    ";
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

    private final Screen screen;
    private final Clock clock;
    private final List<Told> told = new ArrayList<>();

    private record Told(String headline, Duration took) {}

    public Narrator(Screen screen, Clock clock) {
        this.screen = screen;
        this.clock = clock;
    }

    /** Runs a stage and tells of it; its failure is told, then thrown on. */
    public void tell(Stage stage) throws Exception {
        var number = told.size() + 1;
        screen.line("");
        screen.line(screen.styled(Style.BOLD, "%2d  %s".formatted(number, stage.headline())));
        wrapped(stage.behind())
                .forEach(line -> screen.line(INDENT + screen.styled(Style.DIM, line)));
        var begun = clock.instant();
        boolean ended = false;
        try {
            var outcome = stage.run(new Steps(begun)::say);
            ended = true;
            var took = since(begun);
            told.add(new Told(stage.headline(), took));
            var mark = screen.styled(Style.GOOD, "✓ " + seconds(took));
            screen.line("%s%s  %s".formatted(INDENT, mark, outcome.summary()));
            outcome.details().forEach(line -> screen.line(INDENT + line));
        } finally {
            if (!ended) {
                var mark = screen.styled(Style.BAD, "✗ " + seconds(since(begun)));
                screen.line("%s%s  this did not succeed".formatted(INDENT, mark));
            }
        }
    }

    /**
     * The progress of a stage. A terminal sees every step; elsewhere each is a line for good, so
     * only news, and not more than one a second.
     */
    private final class Steps {
        private final Instant begun;
        private Instant lastSaid = Instant.EPOCH;
        private String lastText = "";

        private Steps(Instant begun) {
            this.begun = begun;
        }

        void say(String text) {
            var now = clock.instant();
            boolean tooSoon = now.minus(BETWEEN_LINES).isBefore(lastSaid);
            if (!screen.redraws() && (text.equals(lastText) || tooSoon)) {
                return;
            }
            lastSaid = now;
            lastText = text;
            screen.progress("%s… %s  %s".formatted(INDENT, seconds(since(begun)), text));
        }
    }

    /** What everything took. */
    public void totals() {
        var all = told.stream().map(Told::took).reduce(Duration.ZERO, Duration::plus);
        screen.line("");
        screen.line(screen.styled(Style.BOLD, "Times"));
        for (var stage : told) {
            screen.line("%s%8s  %s".formatted(INDENT, seconds(stage.took()), stage.headline()));
        }
        screen.line("%s%8s  %s".formatted(INDENT, seconds(all), "together"));
    }

    private Duration since(Instant begun) {
        return Duration.between(begun, clock.instant());
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** Lines that fit, broken between words. */
    public static List<String> wrapped(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            if (!line.isEmpty()
                    && line.length() + 1 + word.length() > Screen.COLUMNS - INDENT.length()) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
