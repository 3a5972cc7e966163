package dev.aquifer.sandbox.launcher.models;

import java.io.IOException;
import java.nio.file.Path;

/** One way to have a model. */
interface ModelSource {
    /**
     * Puts the model into a hub's folder, unless it is there.
     *
     * @throws IOException with a sentence when it cannot be had this way
     */
    Model into(Path hub) throws IOException, InterruptedException;

    /** What is tried, for people. */
    String words();
}
