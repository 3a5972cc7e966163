package dev.aquifer.sandbox.launcher.processes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The log of one process. The process itself appends to it, so that logging does not depend on the
 * supervisor; rotation copies the file away and cuts it to nothing.
 */
public record LogFile(Path path) {
    private static final int TAIL = 64 << 10;
    private static final Pattern FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ more)");

    /** Moves the content to {@code .1} when there is more of it than that. */
    public void rotate(long limit) throws IOException {
        if (!Files.exists(path) || Files.size(path) <= limit) {
            return;
        }
        var earlier = path.resolveSibling(path.getFileName() + ".1");
        Files.copy(path, earlier, StandardCopyOption.REPLACE_EXISTING);
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /** The last lines that say something to people: without the frames of stack traces. */
    public List<String> lastWords(int lines) {
        var words =
                tail(Integer.MAX_VALUE).stream()
                        .filter(line -> !line.isBlank() && !FRAME.matcher(line).find())
                        .toList();
        return words.subList(Math.max(0, words.size() - lines), words.size());
    }

    /** The last lines, the oldest first; none when there is no log. */
    public List<String> tail(int lines) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL);
            file.seek(from);
            var bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            var all = new String(bytes, UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException none) {
            return List.of();
        }
    }
}
