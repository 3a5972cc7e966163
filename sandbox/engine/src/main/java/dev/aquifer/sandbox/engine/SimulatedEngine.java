package dev.aquifer.sandbox.engine;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Answers without a model, and says so. */
final class SimulatedEngine implements Engine {
    private static final int WORDS_PER_SECOND = 40;

    private final String about;

    /** An engine over these files, whose digest it tells. */
    SimulatedEngine(StagedModel model) {
        this.about =
                "This answer is simulated: the staged files (%d, sha256 %s) hold no model that this engine can load."
                        .formatted(model.files().size(), model.digest().substring(0, 12));
    }

    @Override
    public Generated generate(
            ChatRequest request, Consumer<String> token, BooleanSupplier unwanted) {
        var question = request.messages().getLast().content();
        var words = List.of((about + " You said: " + question).split("(?<= )"));
        int count = 0;
        for (var word : words) {
            if (count == request.maxTokens() || unwanted.getAsBoolean()) {
                break;
            }
            pace();
            token.accept(word);
            count++;
        }
        int asked = request.messages().stream().mapToInt(m -> m.content().split(" ").length).sum();
        return new Generated(asked, count, count < words.size() ? "length" : "stop");
    }

    /** As fast as a small model on two cores, so that streaming and hanging up can be seen. */
    private static void pace() {
        try {
            Thread.sleep(1000 / WORDS_PER_SECOND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean simulated() {
        return true;
    }
}
