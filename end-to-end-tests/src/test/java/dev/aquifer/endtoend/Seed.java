package dev.aquifer.endtoend;

import java.security.SecureRandom;
import java.util.Random;

/**
 * What everything random of a run follows from. It is printed; {@code AQUIFER_E2E_SEED} repeats it.
 */
record Seed(long value) {
    static Seed ofThisRun() {
        var given = System.getenv("AQUIFER_E2E_SEED");
        var seed = new Seed(given == null ? new SecureRandom().nextLong() : Long.parseLong(given));
        System.err.println(seed);
        return seed;
    }

    Random random() {
        // Neighbours would begin alike.
        return new Random(value * 0x9E3779B97F4A7C15L);
    }

    @Override
    public String toString() {
        return "AQUIFER_E2E_SEED=" + value;
    }
}
