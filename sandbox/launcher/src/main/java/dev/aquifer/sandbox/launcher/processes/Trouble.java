package dev.aquifer.sandbox.launcher.processes;

import java.io.Serial;

/** Something that a user can do something about; the message is the sentence that says what. */
public final class Trouble extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public Trouble(String sentence) {
        super(sentence);
    }

    public Trouble(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** What the user reads. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
