package dev.aquifer.hydration.powerloss;

import java.util.Random;

/** What of all that was not forced reached the disk all the same. */
public interface Keeps {

    /** Whether a change of names did. */
    boolean names();

    /** How many of this many changes of the length of the file of this name did. */
    int length(String file, int of);

    /** How many of this many changes of a page of the file of this name did. */
    int page(String file, int of);

    /** Anything from nothing to everything, by chance. */
    static Keeps by(Random random) {
        double[] shares = {0, 0.1, 0.5, 0.9, 1};
        double names = shares[random.nextInt(shares.length)];
        double bytes = shares[random.nextInt(shares.length)];
        return new Keeps() {
            @Override
            public boolean names() {
                return random.nextDouble() < names;
            }

            @Override
            public int length(String file, int of) {
                return page(file, of);
            }

            @Override
            public int page(String file, int of) {
                boolean partly = random.nextInt(4) == 0;
                return partly ? random.nextInt(of + 1) : random.nextDouble() < bytes ? of : 0;
            }
        };
    }
}
