package dev.aquifer.embeddedkubernetes.store;

/** Somebody else wrote in between: look again, and decide again. */
public final class StaleWrite extends Exception {
    StaleWrite(ObjectKey key) {
        super(key + " was written by somebody else", null, false, false);
    }
}
