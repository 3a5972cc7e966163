package dev.aquifer.sandbox.launcher.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;

/**
 * Files that look like a model and know nothing: a valid safetensors file of noise, the same each
 * time.
 */
record GeneratedModel() implements ModelSource {
    private static final int SIZE = 64 << 20;
    private static final String CONFIG =
            "{\"architectures\": [\"GeneratedForCausalLM\"], \"model_type\": \"generated\"}\n";

    @Override
    public String words() {
        return "a generated model";
    }

    @Override
    public Model into(Path hub) throws IOException {
        var folder = Files.createDirectories(hub.resolve("aquifer").resolve("generated"));
        var weights = folder.resolve("model.safetensors");
        if (!Files.exists(weights)) {
            Files.writeString(folder.resolve("config.json"), CONFIG);
            var next = folder.resolveSibling("generated.part");
            try (var out = new BufferedOutputStream(Files.newOutputStream(next))) {
                write(out);
            }
            Files.move(next, weights, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Model(
                "aquifer/generated",
                "64 MiB of generated noise, so the engine is simulated and its answers are not a model's");
    }

    private static void write(OutputStream out) throws IOException {
        var header =
                "{\"noise\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                        .formatted(SIZE, SIZE)
                        .getBytes(UTF_8);
        out.write(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .array());
        out.write(header);
        var noise = new Random(1);
        var block = new byte[1 << 16];
        for (int written = 0; written < SIZE; written += block.length) {
            noise.nextBytes(block);
            out.write(block);
        }
    }
}
