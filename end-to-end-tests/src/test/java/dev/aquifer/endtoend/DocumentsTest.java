package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What documents tell users to write is taken by the API. */
@ExtendWith(SharedFleet.class)
class DocumentsTest {
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    static List<Path> documents() throws IOException {
        try (var files = Files.list(Sandbox.root().resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !manifests(file).isEmpty())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void itsManifestsAreTaken(Path document, Fleet fleet) {
        for (var manifest : manifests(document)) {
            var took =
                    fleet.kubectl()
                            .command("apply", "--dry-run=server", "-f", "-")
                            .reading(manifest)
                            .run();
            assertThat(took.isWell()).as(took.err()).isTrue();
        }
    }

    private static List<String> manifests(Path document) {
        try {
            return YAML.matcher(Files.readString(document))
                    .results()
                    .map(found -> found.group(1))
                    .filter(yaml -> yaml.startsWith("apiVersion: modelplane.ai/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
