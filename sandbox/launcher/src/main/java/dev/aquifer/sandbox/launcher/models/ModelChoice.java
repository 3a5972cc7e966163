package dev.aquifer.sandbox.launcher.models;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The first model that can be had within seconds. */
public final class ModelChoice {
    private final List<ModelSource> sources;

    private ModelChoice(List<ModelSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * The model of that folder; without one, a small real model, else a generated one.
     *
     * @param cache where fetched models are kept between sandboxes
     */
    public static ModelChoice of(@Nullable Path given, Path cache) {
        return given == null
                ? new ModelChoice(
                        List.of(
                                new PublicHub(cache.resolve("models")),
                                new PackagedModel(cache.resolve("models")),
                                new GeneratedModel()))
                : new ModelChoice(List.of(new GivenModel(given)));
    }

    /** Puts it into the hub's folder and says what was tried in vain. */
    public Model into(Path hub, Consumer<String> say) throws InterruptedException {
        var reasons = new StringBuilder();
        for (var source : sources) {
            say.accept(source.words());
            try {
                var model = source.into(hub);
                return new Model(model.repository(), model.words() + reasons);
            } catch (IOException e) {
                reasons.append(" (%s: %s)".formatted(source.words(), e.getMessage()));
            }
        }
        throw new Trouble("There is no model:" + reasons);
    }
}
