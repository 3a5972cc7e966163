package dev.aquifer.embeddedkubernetes.store;

import java.io.IOException;

/** Where writes go before anybody hears of them. */
interface Journal extends AutoCloseable {

    /** Keeps a write; when this returns, a killed process does not lose it. */
    void append(Change change) throws IOException;

    /** Whether it is time to {@link #rotate}. */
    boolean large();

    /** Starts anew from a snapshot of everything, which is what the changes so far amount to. */
    void rotate(Listing everything) throws IOException;

    @Override
    void close() throws IOException;

    /** Keeps nothing. */
    static Journal none() {
        return new Journal() {
            @Override
            public void append(Change change) {}

            @Override
            public boolean large() {
                return false;
            }

            @Override
            public void rotate(Listing everything) {}

            @Override
            public void close() {}
        };
    }
}
