package dev.aquifer.hydration.report;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * What a person reads. On a terminal the progress is one line that renews itself; elsewhere, in a
 * log, it is a line now and then. The result is not said here.
 */
public final class Narration implements Reports {

    private static final long SELDOM = TimeUnit.SECONDS.toNanos(10);

    private final PrintStream out;
    private final boolean terminal;
    private final Redaction redaction;
    private int width;
    private long told;
    private boolean began;

    /** Writes to {@code out}. */
    public Narration(PrintStream out, boolean terminal, Redaction redaction) {
        this.out = out;
        this.terminal = terminal;
        this.redaction = redaction;
    }

    @Override
    public synchronized void say(Report report) {
        String sentence = redaction.clean(Sentences.of(report));
        switch (report) {
            case Report.Progress progress -> progress(sentence);
            case Report.Ended ended -> renew("");
            default -> line(sentence);
        }
    }

    private void progress(String sentence) {
        long now = System.nanoTime();
        if (terminal) {
            renew(sentence);
        } else if (!began || now - told >= SELDOM) {
            began = true;
            told = now;
            line(sentence);
        }
    }

    private void line(String sentence) {
        renew("");
        out.println(sentence);
        out.flush();
    }

    /** Shows this in the place of what was shown before. */
    private void renew(String sentence) {
        if (terminal && width + sentence.length() > 0) {
            out.print("\r" + " ".repeat(width) + "\r" + sentence);
            out.flush();
            width = sentence.length();
        }
    }
}
