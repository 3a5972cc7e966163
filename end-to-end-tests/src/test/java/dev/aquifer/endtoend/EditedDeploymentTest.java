package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Edits of a deployment that serves, one after the other, as somebody does who tries settings. */
@ExtendWith(SharedFleet.class)
class EditedDeploymentTest {
    private static final String NAME = "edited";
    private static final int EDITS = 5;

    @Test
    void eachEditIsCarriedOutAndThenLeftAlone(Fleet fleet) {
        try (var team = Team.in(fleet, "e2e-edited")) {
            team.apply(
                    Manifests.inline(team.name(), NAME, "one line"),
                    Manifests.deployment(team.name(), NAME, NAME),
                    Manifests.service(team.name(), NAME));
            team.readyDeployment(NAME);
            for (int edit = 1; edit <= EDITS; edit++) {
                var manifest = Manifests.deployment(team.name(), NAME, NAME);
                var option = "\"--served-model-name=%s\"".formatted(NAME);
                team.apply(
                        manifest.replace(
                                option,
                                option + ", \"--served-model-name=take-%d\"".formatted(edit)));
                team.readyDeployment(NAME);
                var model = new OpenAi(team.readyService(NAME).text("status.address"));
                assertThat(model.models().body()).contains("take-" + edit);
            }
        }
        assertThat(fleet.sandbox().logged("had drifted"))
                .as("nobody but Aquifer wrote")
                .noneMatch(line -> line.contains(NAME));
    }
}
