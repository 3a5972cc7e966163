package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.observed;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What runs in a user's container keeps neither the service nor other engines waiting. */
class EngineProbeTest {
    private static final List<String> ENGINES = List.of("a-stalls", "b-endless", "c-fine");

    private final Rehearsal service = Rehearsal.begin();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.setExecutor(threads);
        gateway.createContext("/", this::answer);
        gateway.start();
        service.handle(wanted("a"));
        service.handle(ready("a"));
        service.handle(nodes("a", 8));
        for (var engine : ENGINES) {
            service.handle(DueTest.withoutCache(engine));
        }
        for (var work : service.facts(WorkRequested.class)) {
            service.handle(observed(work, work.attempt(), 1, true));
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        gateway.stop(0);
        threads.shutdownNow();
        http.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (path.contains("a-stalls")) {
                exchange.sendResponseHeaders(200, 10);
                over.await();
            } else if (path.contains("b-endless")) {
                exchange.sendResponseHeaders(200, 0);
                while (over.getCount() > 0) {
                    exchange.getResponseBody().write(new byte[8192]);
                }
            } else {
                var body = "{\"data\": [{\"id\": \"qwen\"}]}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Timeout(60)
    void whatStallsAfterItsHeadersOrNeverEndsDoesNotAnswer() throws InterruptedException {
        var log =
                Logger.getMessageLogger(MethodHandles.lookup(), DeploymentLog.class, "test.probe");
        var address = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
        var asker =
                new EngineProbe.Asker(
                        http, address, Duration.ofSeconds(5), Duration.ofHours(1), "one");
        try (var ledger =
                EventLedger.builder(
                                LedgerSettings.of("deployment-service", "none:1"), service.source())
                        .clock(Clock.systemUTC())
                        .build()) {
            new EngineProbe(asker, ledger, Flows.of(GangManifests::render), log).engines();
        }

        assertThat(service.answered()).singleElement().asString().contains("c-fine");
    }
}
