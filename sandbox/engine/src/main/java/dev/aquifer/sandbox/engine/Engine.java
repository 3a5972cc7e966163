package dev.aquifer.sandbox.engine;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Turns messages into an answer. One request at a time. */
interface Engine {
    /**
     * Generates, token by token, until the answer ends or nobody wants it any more.
     *
     * @param unwanted asked before each token
     */
    Generated generate(ChatRequest request, Consumer<String> token, BooleanSupplier unwanted);

    /** Whether it only simulates. */
    boolean simulated();

    /**
     * How a generation ended.
     *
     * @param finishReason stop, or length when there were too many tokens
     */
    record Generated(int promptTokens, int answerTokens, String finishReason) {}
}
