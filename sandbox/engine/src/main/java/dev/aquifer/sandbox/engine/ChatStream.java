package dev.aquifer.sandbox.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A completion as server-sent events, one for each token, and {@code [DONE]}. */
final class ChatStream {
    private static final long PATIENCE_SECONDS = 30;

    private final HttpServerResponse response;
    private final String id;
    private final long created;
    private final ChatRequest chat;
    private final AtomicBoolean gone;

    ChatStream(
            HttpServerResponse response,
            String id,
            long created,
            ChatRequest chat,
            AtomicBoolean gone) {
        this.response = response;
        this.id = id;
        this.created = created;
        this.chat = chat;
        this.gone = gone;
    }

    void answer(Engine engine) {
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache");
        var opening = chunk();
        delta(opening).put("role", "assistant").put("content", "");
        send(opening);
        var done = engine.generate(chat, this::token, gone::get);
        if (gone.get()) {
            return;
        }
        var closing = chunk();
        delta(closing);
        ((ObjectNode) closing.at("/choices/0")).put("finish_reason", done.finishReason());
        send(closing);
        if (chat.usageInStream()) {
            var usage = chunk();
            usage.putArray("choices");
            usage.set("usage", OpenAiApi.usage(done));
            send(usage);
        }
        write("data: [DONE]\n\n");
        var _ = response.end();
    }

    private void token(String text) {
        var chunk = chunk();
        delta(chunk).put("content", text);
        send(chunk);
    }

    private ObjectNode chunk() {
        var chunk = JsonNodeFactory.instance.objectNode();
        chunk.put("id", id).put("object", "chat.completion.chunk").put("created", created);
        chunk.put("model", chat.model());
        return chunk;
    }

    private static ObjectNode delta(ObjectNode chunk) {
        var choice = chunk.putArray("choices").addObject().put("index", 0);
        var delta = choice.putObject("delta");
        choice.putNull("finish_reason");
        return delta;
    }

    private void send(ObjectNode chunk) {
        write("data: " + OpenAiApi.text(chunk) + "\n\n");
    }

    /** Waits until it is written: who reads slowly is served slowly, and memory stays bounded. */
    private void write(String text) {
        if (gone.get()) {
            return;
        }
        try {
            response.write(text)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            gone.set(true); // hung up, or does not read any more: the generation stops
        } catch (InterruptedException e) {
            gone.set(true);
            Thread.currentThread().interrupt();
        }
    }
}
