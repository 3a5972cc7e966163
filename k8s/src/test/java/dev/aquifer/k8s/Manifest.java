package dev.aquifer.k8s;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A manifest of the table, with what its leading comments expect of a server that must refuse it:
 * {@code # code:} the HTTP status (422 unless said), {@code # field:} the field that is named,
 * {@code # expect:} words of the message.
 */
record Manifest(
        String name, ObjectNode body, int code, Optional<String> field, List<String> words) {
    static final Path FOLDER = Path.of("src/test/resources/manifests");

    static Manifest of(Path file) {
        var text = Yaml.text(file);
        return new Manifest(
                file.getFileName().toString(),
                Yaml.parse(text),
                comments(text, "code").stream().findFirst().map(Integer::parseInt).orElse(422),
                comments(text, "field").stream().findFirst(),
                comments(text, "expect"));
    }

    /** All that is expected of a refusal. */
    List<String> expected() {
        return field.map(name -> Stream.concat(Stream.of(name), words.stream()).toList())
                .orElse(words);
    }

    private static List<String> comments(String text, String key) {
        var start = "# " + key + ": ";
        return text.lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
