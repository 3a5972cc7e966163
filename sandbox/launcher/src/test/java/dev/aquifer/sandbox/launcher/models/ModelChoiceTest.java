package dev.aquifer.sandbox.launcher.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelChoiceTest {
    @TempDir private Path temporary;

    @Test
    void aGivenFolderIsLinkedUnderASafeName() throws Exception {
        var mine = Files.createDirectories(temporary.resolve("my model"));
        Files.writeString(mine.resolve("model.gguf"), "GGUF");
        var hub = temporary.resolve("hub");
        var model = ModelChoice.of(mine, temporary).into(hub, text -> {});
        assertThat(model.repository()).isEqualTo("given/my-model");
        assertThat(hub.resolve(model.repository()).resolve("model.gguf")).exists();
    }

    @Test
    void aFolderLaidOutAsAHubIsOffersItsModelUnderItsOwnName() throws Exception {
        var mine = Files.createDirectories(temporary.resolve("hub of mine/acme/tiny"));
        Files.writeString(mine.resolve("model.gguf"), "GGUF");
        var hub = temporary.resolve("hub");
        for (int times = 0; times < 2; times++) {
            var model =
                    ModelChoice.of(temporary.resolve("hub of mine"), temporary)
                            .into(hub, text -> {});
            assertThat(model.repository()).isEqualTo("acme/tiny");
            assertThat(hub.resolve("acme/tiny/model.gguf")).exists();
        }
    }

    @Test
    void aFolderWithoutFilesOrWithSeveralModelsIsRefused() throws Exception {
        var mine = Files.createDirectories(temporary.resolve("mine"));
        var choice = ModelChoice.of(mine, temporary);
        assertThatThrownBy(() -> choice.into(temporary.resolve("hub"), text -> {}))
                .hasMessageContaining("holds no files");
        for (var name : new String[] {"acme/tiny", "acme/small"}) {
            Files.writeString(
                    Files.createDirectories(mine.resolve(name)).resolve("model.gguf"), "GGUF");
        }
        assertThatThrownBy(() -> choice.into(temporary.resolve("hub"), text -> {}))
                .hasMessageContaining("several models")
                .hasMessageContaining("acme/small");
    }

    @Test
    void aModelThatTheHubHasIsNotReplaced() throws Exception {
        var mine = Files.createDirectories(temporary.resolve("mine/aquifer/generated"));
        Files.writeString(mine.resolve("model.gguf"), "GGUF");
        var hub = temporary.resolve("hub");
        Files.createDirectories(hub.resolve("aquifer/generated"));
        var choice = ModelChoice.of(temporary.resolve("mine"), temporary);
        assertThatThrownBy(() -> choice.into(hub, text -> {}))
                .hasMessageContaining("another model of the name aquifer/generated");
    }

    @Test
    void aGivenFolderThatIsNoneIsRefusedWithItsName() {
        var choice = ModelChoice.of(temporary.resolve("nowhere"), temporary);
        assertThatThrownBy(() -> choice.into(temporary.resolve("hub"), text -> {}))
                .hasMessageContaining("nowhere");
    }

    @Test
    void aGeneratedModelIsTheSameEachTimeAndSaysWhatItIs() throws IOException {
        var model = new GeneratedModel().into(temporary);
        var file = temporary.resolve(model.repository()).resolve("model.safetensors");
        var length = Files.size(file);
        assertThat(length).isGreaterThan(64 << 20);
        assertThat(new GeneratedModel().into(temporary)).isEqualTo(model);
        assertThat(model.words()).contains("simulated");
    }

    @Test
    void whatIsFetchedIsKeptOnlyWhenItIsWhatItShouldBe() {
        var file = new Gguf(temporary.resolve("cache").resolve("m.gguf"));
        assertThatThrownBy(() -> file.keep(bytes("<html>"), "")).hasMessageContaining("GGUF");
        assertThatThrownBy(() -> file.keep(bytes("GGUF"), "00")).hasMessageContaining("digest");
        assertThat(file.isThere()).isFalse();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
