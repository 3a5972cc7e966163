package dev.aquifer.sandbox.hub;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** The hub's process. */
public final class HubMain {
    private static final String USAGE =
            "usage: HubMain --models DIR --port N [--storage-port N] [--link-seconds N]";

    private HubMain() {}

    /**
     * Serves until it is stopped. Ends with 2 for arguments that make no sense, 1 for a port in
     * use.
     */
    public static void main(String[] arguments) throws InterruptedException {
        var given = List.of(arguments);
        var models = after("--models", "", given);
        var port = after("--port", "", given);
        var storage = after("--storage-port", "none", given);
        var lifetime = after("--link-seconds", "60", given);
        if (models.isEmpty()
                || !port.matches("\\d{1,5}")
                || !storage.matches("\\d{1,5}|none")
                || !lifetime.matches("\\d{1,6}")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        var revisions = new Revisions(Path.of(models).toAbsolutePath());
        Hub hub;
        if (storage.equals("none")) {
            hub = new Hub(vertx, revisions, file -> Optional.empty());
        } else {
            var links = new Links(Clock.systemUTC(), Duration.ofSeconds(Long.parseLong(lifetime)));
            var origin = "http://127.0.0.1:" + listen(vertx, storage, links::handle);
            hub = new Hub(vertx, revisions, file -> Optional.of(links.to(file, origin)));
        }
        int actual = listen(vertx, port, hub::handle);
        System.out.println("serves the models in " + models + " on 127.0.0.1:" + actual);
    }

    private static int listen(Vertx vertx, String port, Handler<HttpServerRequest> handler)
            throws InterruptedException {
        try {
            return vertx.createHttpServer()
                    .requestHandler(handler)
                    .listen(Integer.parseInt(port), "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .actualPort();
        } catch (ExecutionException e) {
            System.err.println("hub: cannot listen on port " + port + ": " + e.getMessage());
            System.exit(1);
            return 0;
        }
    }

    private static String after(String option, String otherwise, List<String> arguments) {
        int at = arguments.indexOf(option);
        return at < 0 || at + 1 == arguments.size() ? otherwise : arguments.get(at + 1);
    }
}
