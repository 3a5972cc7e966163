package dev.aquifer.hydration;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.volume.VolumeErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of an artifact that describe how to serve it. They are small and go along with the
 * result, because whoever needs them has no access to the volume.
 */
final class Definitions {

    private static final Set<String> NAMES =
            Set.of("model-definition.yaml", "model-definition.yml", "service-definition.toml");
    private static final int LARGEST = 64 * 1024;

    private Definitions() {}

    static List<Map<String, Object>> in(Path folder, List<VerifiedFile> files) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (VerifiedFile file : files) {
            if (NAMES.contains(file.path()) && file.size() <= LARGEST) {
                try {
                    found.add(
                            Map.of(
                                    "path",
                                    file.path(),
                                    "sha256",
                                    file.sha256(),
                                    "content",
                                    text(folder.resolve(file.path()))));
                } catch (CharacterCodingException e) {
                    // Not text, so it describes nothing.
                } catch (IOException e) {
                    throw VolumeErrors.of("a definition cannot be read", e);
                }
            }
        }
        return found;
    }

    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(LARGEST);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
    }
}
