package dev.aquifer.hydration.report;

/** Where reports go. Never blocks for long and never fails. */
@FunctionalInterface
public interface Reports {

    /** Says it. */
    void say(Report report);
}
