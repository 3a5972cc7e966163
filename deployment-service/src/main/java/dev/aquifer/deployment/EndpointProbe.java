package dev.aquifer.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.aquifer.deployment.domain.Reply;
import dev.aquifer.deployment.store.Endpoints.EndpointRow;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Asks endpoints that somebody made by hand for their models, through the gateway's route to each.
 * What a stranger lists is not read: that it answers is what counts.
 */
final class EndpointProbe {
    /** As inference-gateway calls it. */
    private static final String ANSWERED_BY = "Aquifer-Answered-By";

    private static final int MOST = 4096;

    private final Way way;
    private final EventLedger ledger;
    private final EndpointFlow flow;
    private final DeploymentLog log;

    /**
     * How they are asked.
     *
     * @param timeout for one answer
     */
    record Way(HttpClient http, URI gateway, Duration timeout) {}

    EndpointProbe(Way way, EventLedger ledger, EndpointFlow flow, DeploymentLog log) {
        this.way = way;
        this.ledger = ledger;
        this.flow = flow;
        this.log = log;
    }

    private record Question(
            EndpointRow endpoint, CompletableFuture<HttpResponse<InputStream>> response) {}

    /** Asks those whose time has come, all at once: one that is silent keeps no other waiting. */
    void endpoints() throws InterruptedException {
        var questions =
                ledger.inTransaction(Cause.continuing("endpoint-probe"), flow::due).stream()
                        .map(
                                row ->
                                        new Question(
                                                row,
                                                way.http()
                                                        .sendAsync(
                                                                request(row),
                                                                BodyHandlers.ofInputStream())))
                        .toList();
        for (var question : questions) {
            var reply = reply(question);
            try {
                if (reply.isPresent()) {
                    hear(question.endpoint(), reply.get());
                }
            } catch (RuntimeException e) {
                // The others replied too.
                log.timerFailed("hearing " + question.endpoint().subject().resource(), e);
            }
        }
    }

    private HttpRequest request(EndpointRow row) {
        var resource = row.subject().resource();
        var url =
                "%s/-/endpoints/%s/%s/v1/models"
                        .formatted(way.gateway(), resource.namespace(), resource.name());
        return HttpRequest.newBuilder(URI.create(url)).timeout(way.timeout()).build();
    }

    /** Nothing when the gateway is not there: that tells nothing of an endpoint. */
    private Optional<Reply> reply(Question question) throws InterruptedException {
        var endpoint = question.endpoint();
        try {
            return Optional.of(read(endpoint.url(), question.response().get()));
        } catch (ExecutionException e) {
            boolean silent =
                    e.getCause() instanceof HttpTimeoutException
                            && !(e.getCause() instanceof HttpConnectTimeoutException);
            if (silent) {
                var why = "no answer within " + way.timeout().toMillis() + " ms";
                return Optional.of(new Reply.Failure(why));
            }
            log.endpointNotAsked(endpoint.subject().resource().toString(), e.toString());
        } catch (IOException e) {
            log.endpointNotAsked(endpoint.subject().resource().toString(), e.toString());
        }
        return Optional.empty();
    }

    private static Reply read(String url, HttpResponse<InputStream> response) throws IOException {
        try (var body = response.body()) {
            var answeredBy = response.headers().firstValue(ANSWERED_BY);
            var words = answeredBy.isPresent() ? "" : words(body);
            return Reply.of(url, response.statusCode(), answeredBy, words);
        }
    }

    private static String words(InputStream body) throws IOException {
        var text = new String(body.readNBytes(MOST), StandardCharsets.UTF_8);
        try {
            return EventCodec.JSON.readTree(text).path("error").path("message").asText(text);
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    private void hear(EndpointRow endpoint, Reply reply) {
        log.endpointReplied(endpoint.subject().resource().toString(), reply.toString());
        ledger.inTransaction(
                Cause.continuing(endpoint.correlation()),
                tx -> {
                    flow.onReply(endpoint, reply, tx);
                    return reply;
                });
    }
}
