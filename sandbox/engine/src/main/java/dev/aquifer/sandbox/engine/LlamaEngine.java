package dev.aquifer.sandbox.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * llama.cpp in this JVM. A process that holds a model ends by halting: closing it never returns.
 */
final class LlamaEngine implements Engine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final LlamaModel model;

    /** Loads a GGUF file. */
    LlamaEngine(Path gguf, int context, int threads) {
        this.model =
                new LlamaModel(
                        new ModelParameters()
                                .setModel(gguf.toString())
                                .setCtxSize(context)
                                .setThreads(threads)
                                .disableLog());
    }

    @Override
    public Generated generate(
            ChatRequest request, Consumer<String> token, BooleanSupplier unwanted) {
        var prompt = prompt(request);
        var parameters =
                new InferenceParameters(prompt)
                        .setNPredict(request.maxTokens())
                        .setTemperature(request.temperature())
                        .setTopP(request.topP())
                        .setSeed(request.seed());
        if (!request.stop().isEmpty()) {
            parameters.setStopStrings(request.stop().toArray(String[]::new));
        }
        int count = 0;
        var tokens = model.generate(parameters).iterator();
        while (tokens.hasNext()) {
            if (unwanted.getAsBoolean()) {
                tokens.cancel();
                break;
            }
            var text = tokens.next().text;
            count++;
            token.accept(text);
        }
        return new Generated(
                model.encode(prompt).length,
                count,
                count >= request.maxTokens() ? "length" : "stop");
    }

    private String prompt(ChatRequest request) {
        try {
            return model.applyTemplate(
                    JSON.writeValueAsString(Map.of("messages", request.messages())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("messages that are no JSON", e);
        }
    }

    @Override
    public boolean simulated() {
        return false;
    }
}
