package dev.aquifer.hydration;

import dev.aquifer.hydration.volume.Steps;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** The worker, which dies like a killed process at the given occurrence of the given step. */
public final class HaltingMain {

    private static final int KILLED = 137;

    private HaltingMain() {}

    /** Takes a step, a number, and then what the worker takes. */
    public static void main(String[] arguments) {
        Steps.Step fatal = Steps.Step.valueOf(arguments[0]);
        AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[1]));
        Environment environment =
                Environment.real()
                        .watchedBy(
                                step -> {
                                    if (step == fatal && left.decrementAndGet() == 0) {
                                        Runtime.getRuntime().halt(KILLED);
                                    }
                                });
        String[] rest = Arrays.copyOfRange(arguments, 2, arguments.length);
        System.exit(HydrationMain.run(environment, rest));
    }
}
