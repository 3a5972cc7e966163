package dev.aquifer.sandbox.launcher.demo;

import dev.aquifer.sandbox.launcher.models.Model;
import dev.aquifer.sandbox.launcher.models.ModelChoice;
import java.nio.file.Path;
import java.util.Optional;

/** Puts a model into the folder of the sandbox's hub. */
public final class ChooseModel implements Stage {
    private final ModelChoice choice;
    private final Path hub;
    private Optional<Model> chosen = Optional.empty();

    public ChooseModel(ModelChoice choice, Path hub) {
        this.choice = choice;
        this.hub = hub;
    }

    /** The model, once this stage is over. */
    public Model chosen() {
        return chosen.orElseThrow();
    }

    @Override
    public String headline() {
        return "Choose a model";
    }

    @Override
    public String behind() {
        return "the first that can be had within seconds; the sandbox's hub offers it in the protocol of the public one";
    }

    @Override
    public Outcome run(Progress progress) throws InterruptedException {
        var model = choice.into(hub, what -> progress.say("trying " + what));
        chosen = Optional.of(model);
        return new Outcome(model.repository(), Narrator.wrapped(model.words()));
    }
}
