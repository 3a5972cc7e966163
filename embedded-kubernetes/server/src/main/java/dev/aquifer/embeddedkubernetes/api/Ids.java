package dev.aquifer.embeddedkubernetes.api;

import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names that nobody has yet. */
public record Ids(RandomGenerator random) {
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int LONGEST_BASE = 63 - SUFFIX;

    /** A uid. */
    String uid() {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low).toString().toLowerCase(Locale.ROOT);
    }

    /** An address of 10.96.0.0/12. */
    String serviceAddress() {
        int number = random.nextInt(1, 1 << 20);
        return "10.%d.%d.%d".formatted(96 + (number >> 16), number >> 8 & 255, number & 255);
    }

    /** A name that starts with {@code generateName}. */
    String generated(String base) {
        var name = new StringBuilder(base.substring(0, Math.min(base.length(), LONGEST_BASE)));
        for (int i = 0; i < SUFFIX; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }
}
