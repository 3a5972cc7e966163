package dev.aquifer.sandbox.launcher.processes;

/** The signals that end a process. */
public enum Signal {
    INT(2),
    KILL(9),
    TERM(15);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
