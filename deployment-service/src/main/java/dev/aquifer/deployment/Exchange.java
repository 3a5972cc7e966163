package dev.aquifer.deployment;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A question to somebody who may be slow, silent or endless: a user's container, or the way there.
 */
final class Exchange {
    private static final int MOST_BYTES = 64 * 1024;

    private Exchange() {}

    /**
     * The body of a 200, and nothing for another status. Fails when it takes longer than that as a
     * whole, or says more than anybody wants to know.
     */
    static CompletableFuture<Optional<String>> ask(HttpClient http, URI url, Duration timeout) {
        var request = HttpRequest.newBuilder(url).timeout(timeout).build();
        var response =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
        return response.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> response.cancel(true))
                .thenApply(
                        reply ->
                                reply.statusCode() == 200
                                        ? Optional.of(reply.body())
                                        : Optional.empty());
    }
}
