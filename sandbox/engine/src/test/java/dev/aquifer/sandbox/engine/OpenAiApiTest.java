package dev.aquifer.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiApiTest {
    private static final String ASK =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}";

    /** Says one word after the other until it is told to stop. */
    private static final class Talker implements Engine {
        private final AtomicInteger words = new AtomicInteger();
        private static final int FOREVER = 1000;
        private volatile boolean stopped;

        @Override
        public Generated generate(
                ChatRequest request, Consumer<String> token, BooleanSupplier unwanted) {
            int said = 0;
            boolean forever = request.maxTokens() >= FOREVER;
            while ((forever || said < request.maxTokens()) && !unwanted.getAsBoolean()) {
                token.accept(forever ? "" : "word" + said + " ");
                said++;
                words.incrementAndGet();
            }
            stopped = true;
            return new Generated(1, said, "length");
        }

        @Override
        public boolean simulated() {
            return true;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Talker talker = new Talker();
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<Engine> engine = Optional.of(talker);
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void serve() throws Exception {
        var api = new OpenAiApi("m", Clock.systemUTC(), () -> engine, () -> "still loading");
        server =
                vertx.createHttpServer()
                        .requestHandler(api::handle)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    }

    private HttpResponse<String> ask(String body) throws Exception {
        return send(to("/v1/chat/completions").POST(BodyPublishers.ofString(body)));
    }

    @Test
    void answersAsAWhole() throws Exception {
        var response = ask(ASK.formatted(",\"max_tokens\":2"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"content\":\"word0 word1\"", "\"completion_tokens\":2");
    }

    @Test
    void streamsAndEndsInDone() throws Exception {
        var response = ask(ASK.formatted(",\"max_tokens\":2,\"stream\":true"));

        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.body())
                .contains("\"content\":\"word0 \"", "\"finish_reason\":\"length\"")
                .endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                  | 400 | the body is not JSON",
                "[]                                 | 400 | the body is not a JSON object",
                "{}                                 | 400 | model is missing",
                "{\"model\":\"m\"}                  | 400 | messages is missing",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"x\"}]} | 400 | messages[0].role",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]} | 400 | messages[0].content",
                "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]} | 404 | The model `x` does not exist",
            })
    void refusesAndNamesTheField(String body, int status, String message) throws Exception {
        var response = ask(body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(message);
    }

    @Test
    void saysWhatItWaitsForWhileItCannotAnswer() throws Exception {
        engine = Optional.empty();

        var response = ask(ASK.formatted(""));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("still loading");
        assertThat(send(to("/health").GET()).statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whoHangsUpStopsTheGeneration(boolean stream) throws IOException {
        var body = ASK.formatted(",\"max_tokens\":1000,\"stream\":" + stream);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            var request =
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(body.length(), body);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            await().until(() -> talker.words.get() > 0);
        }

        await().until(() -> talker.stopped);
    }
}
