package dev.aquifer.sandbox.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.sandbox.engine.Engine.Generated;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The OpenAI API over an engine, as far as the sandbox needs it. */
final class OpenAiApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_BODY = 1 << 20;
    private static final int MOST_WAITING = 32;

    private final String servedName;
    private final Clock clock;
    private final Supplier<Optional<Engine>> engine;
    private final Supplier<String> whyNot;
    private final ThreadPoolExecutor generations =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    Thread.ofPlatform().daemon().name("generate").factory());

    /**
     * The API.
     *
     * @param engine empty while it cannot answer
     * @param whyNot what it waits for then
     */
    OpenAiApi(
            String servedName,
            Clock clock,
            Supplier<Optional<Engine>> engine,
            Supplier<String> whyNot) {
        this.servedName = servedName;
        this.clock = clock;
        this.engine = engine;
        this.whyNot = whyNot;
    }

    void handle(HttpServerRequest request) {
        switch (request.method().name() + " " + request.path()) {
            case "GET /health" -> health(request.response());
            case "GET /v1/models" -> models(request.response());
            case "POST /v1/chat/completions" -> completions(request);
            default ->
                    fail(
                            request.response(),
                            known(request) ? 405 : 404,
                            "invalid_request_error",
                            "there is no " + request.method() + " " + request.path(),
                            "");
        }
    }

    private static boolean known(HttpServerRequest request) {
        return request.path().equals("/v1/chat/completions")
                || (request.path().equals("/v1/models")
                        && !request.method().equals(HttpMethod.GET));
    }

    private void health(HttpServerResponse response) {
        var ready = engine.get().isPresent();
        var _ = response.setStatusCode(ready ? 200 : 503).end(ready ? "ok\n" : whyNot.get() + "\n");
    }

    private void models(HttpServerResponse response) {
        if (engine.get().isEmpty()) {
            unavailable(response);
            return;
        }
        var list = JsonNodeFactory.instance.objectNode().put("object", "list");
        list.putArray("data")
                .addObject()
                .put("id", servedName)
                .put("object", "model")
                .put("created", clock.instant().getEpochSecond())
                .put("owned_by", "aquifer")
                .put("simulated", engine.get().map(Engine::simulated).orElse(false));
        json(response, 200, list);
    }

    private void completions(HttpServerRequest request) {
        var response = request.response();
        var body = Buffer.buffer();
        request.handler(
                buffer -> {
                    if (body.length() <= LARGEST_BODY) {
                        body.appendBuffer(buffer);
                    }
                });
        request.endHandler(
                end -> {
                    if (body.length() > LARGEST_BODY) {
                        fail(response, 413, "invalid_request_error", "the body is too large", "");
                    } else {
                        accept(response, body.toString());
                    }
                });
    }

    private void accept(HttpServerResponse response, String body) {
        ChatRequest chat;
        try {
            chat = ChatRequest.parse(body);
        } catch (ChatRequest.Refused e) {
            fail(response, 400, "invalid_request_error", String.valueOf(e.getMessage()), e.field());
            return;
        }
        if (!chat.model().equals(servedName)) {
            var error =
                    error(
                            "invalid_request_error",
                            "The model `%s` does not exist; there is `%s`."
                                    .formatted(chat.model(), servedName),
                            "model");
            ((ObjectNode) error.get("error")).put("code", "model_not_found");
            json(response, 404, error);
            return;
        }
        var able = engine.get();
        if (able.isEmpty()) {
            unavailable(response);
            return;
        }
        var gone = new AtomicBoolean();
        response.closeHandler(closed -> gone.set(true));
        response.exceptionHandler(broken -> gone.set(true));
        try {
            generations.execute(() -> answer(able.get(), chat, response, gone));
        } catch (RejectedExecutionException e) {
            response.putHeader("Retry-After", "2");
            fail(response, 429, "rate_limit_error", "too many requests are waiting", "");
        }
    }

    private void answer(
            Engine able, ChatRequest chat, HttpServerResponse response, AtomicBoolean gone) {
        if (gone.get()) {
            return;
        }
        var id = "chatcmpl-" + UUID.randomUUID();
        long created = clock.instant().getEpochSecond();
        if (chat.stream()) {
            new ChatStream(response, id, created, chat, gone).answer(able);
            return;
        }
        var text = new StringBuilder();
        Generated done = able.generate(chat, text::append, gone::get);
        if (gone.get()) {
            return;
        }
        var completion = JsonNodeFactory.instance.objectNode();
        completion.put("id", id).put("object", "chat.completion").put("created", created);
        completion.put("model", servedName);
        var choice = completion.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", text.toString().strip());
        choice.put("finish_reason", done.finishReason());
        completion.set("usage", usage(done));
        json(response, 200, completion);
    }

    static ObjectNode usage(Generated done) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", done.promptTokens())
                .put("completion_tokens", done.answerTokens())
                .put("total_tokens", done.promptTokens() + done.answerTokens());
    }

    private void unavailable(HttpServerResponse response) {
        response.putHeader("Retry-After", "1");
        fail(response, 503, "service_unavailable", whyNot.get(), "");
    }

    private static void fail(
            HttpServerResponse response, int status, String type, String message, String field) {
        json(response, status, error(type, message, field));
    }

    private static ObjectNode error(String type, String message, String field) {
        var node = JsonNodeFactory.instance.objectNode();
        var error = node.putObject("error").put("message", message).put("type", type);
        if (field.isEmpty()) {
            error.putNull("param");
        } else {
            error.put("param", field);
        }
        error.putNull("code");
        return node;
    }

    private static void json(HttpServerResponse response, int status, ObjectNode body) {
        if (response.closed() || response.ended()) {
            return;
        }
        var _ =
                response.setStatusCode(status)
                        .putHeader("Content-Type", "application/json")
                        .end(text(body));
    }

    static String text(ObjectNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that is no JSON", e);
        }
    }
}
