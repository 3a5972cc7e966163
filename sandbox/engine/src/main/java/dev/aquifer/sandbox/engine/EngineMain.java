package dev.aquifer.sandbox.engine;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** The process in the pod. Ends with 2 for arguments that make no sense, 1 when its gang falls. */
public final class EngineMain {
    private final EngineSettings settings;
    private final Clock clock;
    private volatile Optional<Engine> engine = Optional.empty();

    private EngineMain(EngineSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Runs until it is stopped. */
    public static void main(String[] arguments) throws InterruptedException {
        // A process that holds a model never ends by itself: closing the model does not return.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(143), "halt"));
        try {
            var settings = EngineSettings.of(List.of(arguments), System.getenv());
            Runtime.getRuntime().halt(new EngineMain(settings, Clock.systemUTC()).run());
        } catch (EngineSettings.Refused e) {
            say("engine: " + e.getMessage());
            Runtime.getRuntime().halt(2);
        } catch (IOException | ExecutionException e) {
            say("engine: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    private int run() throws IOException, InterruptedException, ExecutionException {
        var model = StagedModel.at(settings.model());
        say("pod %d of %d reads %s".formatted(settings.index(), settings.size(), model));
        say("weights: %s, sha256 %s".formatted(model.identity(), model.digest()));
        var gang = new Gang(settings, model, EngineMain::say);
        if (!settings.leads()) {
            gang.follow();
            return 1;
        }
        serve(gang);
        gang.lead();
        engine = Optional.of(load(model));
        say(
                "serves %s on %s:%d"
                        .formatted(settings.servedName(), settings.address(), settings.port()));
        Thread.currentThread().join();
        return 0;
    }

    private Engine load(StagedModel model) throws IOException {
        var gguf = model.gguf();
        if (gguf.isEmpty()) {
            say("SIMULATED: no GGUF file among the staged files; answers are not a model's");
            return new SimulatedEngine(model);
        }
        long began = clock.millis();
        var loaded = llama(gguf.get());
        say("loaded %s in %d ms".formatted(gguf.get().getFileName(), clock.millis() - began));
        return loaded;
    }

    private LlamaEngine llama(Path gguf) throws IOException {
        // Its native library is unpacked here; two engines on one machine must not share the file.
        var unpacked = Files.createTempDirectory("engine");
        System.setProperty("de.kherud.llama.tmpdir", unpacked.toString());
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        return new LlamaEngine(gguf, settings.context(), threads);
    }

    private void serve(Gang gang) throws InterruptedException, ExecutionException {
        var api =
                new OpenAiApi(
                        settings.servedName(),
                        clock,
                        () -> gang.stands() ? engine : Optional.empty(),
                        () ->
                                gang.stands()
                                        ? "the model is being loaded"
                                        : "the gang is not complete: " + gang.words());
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1))
                .createHttpServer()
                .requestHandler(api::handle)
                .listen(settings.port(), settings.address())
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
