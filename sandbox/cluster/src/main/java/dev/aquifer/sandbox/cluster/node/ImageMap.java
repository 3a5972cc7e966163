package dev.aquifer.sandbox.cluster.node;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which local command stands for which image: a JSON file, read anew whenever an image is asked
 * for, so that a line added to it is a pull that succeeds.
 */
final class ImageMap {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    ImageMap(Path file) {
        this.file = file;
    }

    /**
     * The entry of an image: the exact one, else the longest prefix (an entry whose image ends in
     * an asterisk).
     */
    Optional<Entry> find(String image) throws IOException {
        var entries = JSON.readValue(Files.readString(file), Entry[].class);
        return List.of(entries).stream()
                .filter(entry -> entry.matches(image))
                .max(
                        Comparator.comparing((Entry entry) -> !entry.isPrefix())
                                .thenComparing(entry -> entry.image.length()));
    }

    /**
     * One image, or all whose names begin alike.
     *
     * @param image the name, or a prefix of names followed by an asterisk
     * @param command the entry point; a container's {@code command} replaces it
     * @param args what follows it unless the container says otherwise
     * @param env environment that the image brings
     * @param workingDir where it starts unless the container says otherwise
     */
    record Entry(
            String image,
            List<String> command,
            List<String> args,
            Map<String, String> env,
            @Nullable String workingDir) {
        Entry {
            requireNonNull(image, "an entry of the image map has no image");
            command = List.copyOf(Objects.requireNonNullElse(command, List.of()));
            args = List.copyOf(Objects.requireNonNullElse(args, List.of()));
            env = Map.copyOf(Objects.requireNonNullElse(env, Map.of()));
        }

        boolean isPrefix() {
            return image.endsWith("*");
        }

        boolean matches(String name) {
            return isPrefix()
                    ? name.startsWith(image.substring(0, image.length() - 1))
                    : name.equals(image);
        }
    }
}
