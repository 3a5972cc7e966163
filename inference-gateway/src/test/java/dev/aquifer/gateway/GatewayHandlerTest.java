package dev.aquifer.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.DeploymentEvent.Backend;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Received;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayHandlerTest {
    private static final ResourceRef SERVICE = ResourceRef.parse("ModelService/ml/qwen");

    private final Vertx vertx = Vertx.vertx();
    private final RouteTable routes = new RouteTable();
    private final HttpClient client = HttpClient.newHttpClient();
    private boolean complete = true;
    private HttpServer gateway = vertx.createHttpServer();

    @BeforeEach
    void serve() throws Exception {
        gateway =
                listen(
                        new GatewayHandler(
                                vertx,
                                routes,
                                new Reach(vertx, List.of("127.0.0.1/32")),
                                () -> complete));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private HttpServer listen(Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void route(String... backends) {
        var list = Arrays.stream(backends).map(url -> new Backend("e", url)).toList();
        hear(
                new ServiceRouted(
                        new Subject(SERVICE, new Uid("u"), 1),
                        null,
                        "/ml/qwen",
                        list,
                        1,
                        Instant.EPOCH));
    }

    private void hear(Event event) {
        var meta = new EventMeta("i", "s", Instant.EPOCH, "c", null, 1, List.of(), null);
        routes.on(List.of(new Received.Fact(meta, event, Topic.DEPLOYMENTS, 0, 0)));
    }

    private void publish(String subject, String name, String url) {
        var resource = ResourceRef.parse(subject);
        hear(
                new EndpointPublished(
                        new Subject(resource, new Uid("u"), 1), name, url, Instant.EPOCH));
    }

    private HttpResponse<String> get(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url(gateway) + path));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void takesThePrefixOff() throws Exception {
        var backend = listen(r -> r.response().end(r.method() + " " + r.uri()));
        route(url(backend));

        assertThat(get("/ml/qwen/v1/models?a=b").body()).isEqualTo("GET /v1/models?a=b");
    }

    @Test
    void passesTheBodyOn() throws Exception {
        var backend = listen(r -> r.body().onSuccess(body -> r.response().end(body)));
        route(url(backend));

        var request =
                HttpRequest.newBuilder(URI.create(url(gateway) + "/ml/qwen/v1/chat/completions"))
                        .POST(BodyPublishers.ofString("{\"model\":\"m\"}"));
        assertThat(client.send(request.build(), BodyHandlers.ofString()).body())
                .isEqualTo("{\"model\":\"m\"}");
    }

    /** The status of the service may be faster than we are. */
    @Test
    void whatIsNotKnownYetIsAnsweredOnceItIs() throws Exception {
        var backend = listen(r -> r.body().onSuccess(body -> r.response().end(body)));
        var request =
                HttpRequest.newBuilder(URI.create(url(gateway) + "/ml/qwen/v1/chat/completions"))
                        .POST(BodyPublishers.ofString("{\"model\":\"m\"}"));
        var answer = client.sendAsync(request.build(), BodyHandlers.ofString());
        await().during(Duration.ofMillis(200)).until(() -> !answer.isDone());

        route(url(backend));

        assertThat(answer.get().body()).isEqualTo("{\"model\":\"m\"}");
    }

    @Test
    void beforeAnythingIsReadyItSaysWhenToComeBack() throws Exception {
        route();

        var response = get("/ml/qwen/v1/models");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("2");
        assertThat(response.body()).contains("no endpoint of the ModelService is ready");
    }

    @Test
    void anUnknownServiceIsNotFound() throws Exception {
        route();

        assertThat(get("/ml/other/v1/models").statusCode()).isEqualTo(404);
        assertThat(get("/ml").statusCode()).isEqualTo(404);
        assertThat(get("/ml/qwen-2/v1/models").statusCode()).isEqualTo(404);
    }

    @Test
    void goesOnToABackendThatCanBeConnectedTo() throws Exception {
        var backend = listen(r -> r.response().end("here"));
        route("http://127.0.0.1:1", url(backend));

        for (int i = 0; i < 4; i++) {
            assertThat(get("/ml/qwen/v1/models").body()).isEqualTo("here");
        }
    }

    @Test
    void whileItReadsItsRoutesNothingIsCalledUnknown() throws Exception {
        complete = false;

        assertThat(get("/ml/qwen/v1/models").statusCode()).isEqualTo(503);
    }

    @Test
    void anAddressThatCannotBeReadStopsNothing() throws Exception {
        var backend = listen(r -> r.response().end("here"));
        route("http://x/%zz", url(backend));

        assertThat(get("/ml/qwen/v1/models").body()).isEqualTo("here");
    }

    @Test
    void aBackendGetsItsOwnPath() throws Exception {
        var backend = listen(r -> r.response().end(r.uri()));
        route("http://127.0.0.1:1/other", url(backend) + "/own");

        assertThat(get("/ml/qwen/v1/models").body()).isEqualTo("/own/v1/models");
    }

    @Test
    void anEndpointMadeByHandCanBeAskedBeforeAnythingRoutesToIt() throws Exception {
        var backend = listen(r -> r.response().setStatusCode(401).end(r.uri()));
        publish("ModelEndpoint/ml/provider", "provider", url(backend) + "/own");

        var response = get("/-/endpoints/ml/provider/v1/models");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("/own/v1/models");
        assertThat(response.headers().firstValue(BehindThePrefix.ANSWERED_BY))
                .contains(url(backend) + "/own");
    }

    @Test
    void onlyAnEndpointThatAnsweredIsNamed() throws Exception {
        var lying =
                listen(
                        r ->
                                r.response()
                                        .putHeader(BehindThePrefix.ANSWERED_BY, "http://other")
                                        .end("here"));
        publish("ModelEndpoint/ml/away", "away", "http://127.0.0.1:1");
        publish("ModelEndpoint/ml/lying", "lying", url(lying));
        route(url(lying));

        var away = get("/-/endpoints/ml/away/v1/models");
        assertThat(away.statusCode()).isEqualTo(502);
        assertThat(away.body()).contains("the endpoint cannot be connected to");
        assertThat(away.headers().firstValue(BehindThePrefix.ANSWERED_BY)).isEmpty();
        assertThat(
                        get("/-/endpoints/ml/none/v1/models")
                                .headers()
                                .firstValue(BehindThePrefix.ANSWERED_BY))
                .isEmpty();
        assertThat(
                        get("/-/endpoints/ml/lying/v1/models")
                                .headers()
                                .allValues(BehindThePrefix.ANSWERED_BY))
                .containsExactly(url(lying));
        assertThat(get("/ml/qwen/v1/models").headers().firstValue(BehindThePrefix.ANSWERED_BY))
                .isEmpty();
    }

    @Test
    void nobodyTakesOverByHandWhatADeploymentDeclared() throws Exception {
        var engine = listen(r -> r.response().end("engine"));
        var other = listen(r -> r.response().end("other"));
        publish("ModelDeployment/ml/qwen", "qwen-a", url(engine));
        publish("ModelEndpoint/ml/qwen-a", "qwen-a", url(other));

        assertThat(get("/-/endpoints/ml/qwen-a/v1/models").body()).isEqualTo("engine");
    }

    /** What passes for a name, or for an address, of a machine that is none of ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://127.0.0.2",
                "http://169.254.169.254/latest",
                "http://10.0.0.1:8000",
                "http://[::1]",
                "http://[::ffff:127.0.0.2]",
                "http://[fd00:ec2::254]"
            })
    void nothingIsSentToPrivateAddressesThatTheOperatorDidNotName(String url) throws Exception {
        gateway = listen(closed());
        route(url);

        var response = get("/ml/qwen/v1/models");

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("is not on the public network");
    }

    private GatewayHandler closed() {
        return new GatewayHandler(vertx, routes, new Reach(vertx, List.of()), () -> true);
    }

    @Test
    void aNameThatHasNoAddressIsSaid() throws Exception {
        route("http://nobody.invalid");

        assertThat(get("/ml/qwen/v1/models").body()).contains("nobody.invalid has no address");
    }

    @Test
    void whenNothingCanBeConnectedToItSaysSo() throws Exception {
        route("http://127.0.0.1:1");

        var response = get("/ml/qwen/v1/models");

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("can be connected to");
    }

    @Test
    void whatTheOperatorNamesIsReached() throws Exception {
        var backend = listen(r -> r.response().end("here"));
        var open =
                new GatewayHandler(
                        vertx, routes, new Reach(vertx, List.of("localhost")), () -> true);
        gateway = listen(open);
        route("http://localhost:" + backend.actualPort());

        assertThat(get("/ml/qwen/v1/models").body()).isEqualTo("here");
        assertThatThrownBy(() -> new Reach(vertx, List.of("10.0.0.0/none")))
                .hasMessageContaining("10.0.0.0/none");
    }

    @Test
    void takesTurns() throws Exception {
        var first = listen(r -> r.response().end("1"));
        var second = listen(r -> r.response().end("2"));
        route(url(first), url(second));

        var answers =
                List.of(get("/ml/qwen/").body(), get("/ml/qwen/").body(), get("/ml/qwen/").body());
        assertThat(answers).containsExactly("1", "2", "1");
    }

    @Test
    void hangsUpWhenTheUserDoes() throws Exception {
        var asked = new AtomicInteger();
        var hungUp = new AtomicBoolean();
        var backend =
                listen(
                        r -> {
                            asked.incrementAndGet();
                            r.response().exceptionHandler(e -> hungUp.set(true));
                            r.response().closeHandler(e -> hungUp.set(true));
                        });
        route(url(backend));

        try (var user = new Socket(InetAddress.getLoopbackAddress(), gateway.actualPort())) {
            send(user, "GET /ml/qwen/v1/models HTTP/1.1\r\nHost: x\r\n\r\n");
            await().until(() -> asked.get() == 1);
        }

        await().untilTrue(hungUp);
    }

    private static void send(Socket user, String text) throws IOException {
        user.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
