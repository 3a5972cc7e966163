package dev.aquifer.sandbox.hub;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The hub's process: {@code --models DIR --port N}. */
public final class HubMain {
    private HubMain() {}

    /**
     * Serves until it is stopped. Ends with 2 for arguments that make no sense, 1 for a port in
     * use.
     */
    public static void main(String[] arguments) throws InterruptedException {
        var given = List.of(arguments);
        var models = after("--models", given);
        var port = after("--port", given);
        if (models.isEmpty() || !port.matches("\\d{1,5}")) {
            System.err.println("usage: HubMain --models DIR --port N");
            System.exit(2);
        }
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        var hub = new Hub(vertx, Path.of(models).toAbsolutePath());
        try {
            var server =
                    vertx.createHttpServer()
                            .requestHandler(hub::handle)
                            .listen(Integer.parseInt(port), "127.0.0.1")
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get();
            System.out.println(
                    "serves the models in " + models + " on 127.0.0.1:" + server.actualPort());
        } catch (ExecutionException e) {
            System.err.println("hub: cannot listen on port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static String after(String option, List<String> arguments) {
        int at = arguments.indexOf(option);
        return at < 0 || at + 1 == arguments.size() ? "" : arguments.get(at + 1);
    }
}
