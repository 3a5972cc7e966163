package dev.aquifer.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedModelTest {
    @TempDir private Path folder;

    @Test
    void theWeightsAreTheGgufFileWhateverElseIsThere() throws IOException {
        Files.write(folder.resolve("a.bin"), new byte[100]);
        var gguf = Files.write(folder.resolve("model.gguf"), new byte[10]);
        assertThat(StagedModel.at(folder).weights()).isEqualTo(gguf);
    }

    @Test
    void withoutOneTheyAreTheLargestFile() throws IOException {
        Files.write(folder.resolve("config.json"), new byte[10]);
        var weights = Files.write(folder.resolve("model.safetensors"), new byte[100]);
        Files.write(folder.resolve("tokenizer.json"), new byte[20]);
        assertThat(StagedModel.at(folder).weights()).isEqualTo(weights);
    }
}
