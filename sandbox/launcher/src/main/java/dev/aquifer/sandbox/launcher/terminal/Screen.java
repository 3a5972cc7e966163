package dev.aquifer.sandbox.launcher.terminal;

import java.io.PrintStream;
import java.nio.charset.CharsetEncoder;
import java.util.Map;

/**
 * Where commands print. One line at the bottom may be replaced again and again while it is the
 * last.
 */
public final class Screen {
    /** No line is longer than this by our doing. */
    public static final int COLUMNS = 100;

    /** What the commands print beyond ASCII, each in one sign, so that columns stay. */
    private static final Map<String, String> SPELT =
            Map.of(
                    "…", ".", "✓", "+", "✗", "x", "─", "-", "├", "|", "└", "`", "“", "\"", "”",
                    "\"", "’", "'");

    private static final String ERASE = "\r\u001b[2K";

    private final PrintStream out;
    private final boolean redraws;
    private final boolean colours;
    private final CharsetEncoder encoder;
    private boolean unfinished;
    private String lastProgress = "";

    /**
     * @param redraws whether a line can be replaced
     * @param colours whether escape sequences for colours are understood and wanted
     */
    public Screen(PrintStream out, boolean redraws, boolean colours) {
        this.out = out;
        this.redraws = redraws;
        this.colours = colours;
        this.encoder = out.charset().newEncoder();
    }

    /** The process's own output, as the environment wants it. */
    public static Screen standard(Map<String, String> environment) {
        boolean terminal =
                "1".equals(environment.get("AQUIFER_TERMINAL"))
                        && !"dumb".equals(environment.get("TERM"));
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Screen(System.out, terminal, terminal && wanted);
    }

    /** A line that stays. */
    public synchronized void line(String text) {
        finish();
        out.println(encodable(text));
        out.flush();
    }

    /**
     * A line that the next one replaces; without a terminal, a line of its own whenever it says
     * something new.
     */
    public synchronized void progress(String text) {
        var cut = encodable(text.length() > COLUMNS ? text.substring(0, COLUMNS - 1) + "…" : text);
        if (cut.equals(lastProgress)) {
            return;
        }
        lastProgress = cut;
        if (redraws) {
            out.print(ERASE + cut);
            unfinished = true;
        } else {
            out.println(cut);
        }
        out.flush();
    }

    /** The text, with signs that the output has no code for spelt in those that it has. */
    private String encodable(String text) {
        if (encoder.canEncode(text)) {
            return text;
        }
        var spelt = new StringBuilder(text.length());
        text.codePoints()
                .mapToObj(Character::toString)
                .map(sign -> encoder.canEncode(sign) ? sign : SPELT.getOrDefault(sign, "?"))
                .forEach(spelt::append);
        return spelt.toString();
    }

    /** Removes the progress line, or leaves it where lines cannot be removed. */
    public synchronized void finish() {
        if (unfinished) {
            out.print(ERASE);
            unfinished = false;
        }
        lastProgress = "";
    }

    /** Whether {@link #progress} replaces its own line. */
    public boolean redraws() {
        return redraws;
    }

    /** The text in a style, where colours are wanted. */
    public String styled(Style style, String text) {
        return colours ? style.begin() + text + Style.END : text;
    }

    /** Ways to set off text. */
    public enum Style {
        BOLD("1"),
        DIM("2"),
        GOOD("32"),
        BAD("31"),
        WARN("33");

        static final String END = "\u001b[0m";
        private final String code;

        Style(String code) {
            this.code = code;
        }

        String begin() {
            return "\u001b[" + code + "m";
        }
    }
}
