package dev.aquifer.sandbox.launcher.demo;

import java.util.List;

/** One stage of the demo. */
public interface Stage {
    /** What a user sees happen, in a few words. */
    String headline();

    /** What happens behind it, in one line. */
    String behind();

    /**
     * Does it.
     *
     * @param progress told how far it is, as often as one likes
     */
    Outcome run(Progress progress) throws Exception;

    /** Where a stage says how far it is. */
    @FunctionalInterface
    interface Progress {
        void say(String text);
    }

    /**
     * How it went.
     *
     * @param summary one line
     * @param details lines that are shown as they are
     */
    record Outcome(String summary, List<String> details) {
        public Outcome {
            details = List.copyOf(details);
        }

        static Outcome of(String summary) {
            return new Outcome(summary, List.of());
        }
    }
}
