package dev.aquifer.embeddedkubernetes.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The fields of every message; see the NOTICE beside the table for its form. */
final class MessageTypes {
    private final Map<String, String> kinds = new HashMap<>();
    private final Map<String, Map<Integer, Field>> messages = new HashMap<>();

    /**
     * One field.
     *
     * @param inline whether its fields belong to the message around it
     * @param dropsZero whether a zero is as good as nothing
     */
    record Field(String name, String type, boolean inline, boolean dropsZero) {}

    private static final class Loaded {
        private static final MessageTypes TYPES = new MessageTypes();
    }

    static MessageTypes get() {
        return Loaded.TYPES;
    }

    private MessageTypes() {
        var resource =
                Objects.requireNonNull(MessageTypes.class.getResourceAsStream("fields.txt.gz"));
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(resource), StandardCharsets.US_ASCII))) {
            Map<Integer, Field> message = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(" ");
                switch (parts[0]) {
                    case "K" -> kinds.put(parts[1] + " " + parts[2], parts[3]);
                    case "M" -> {
                        message = new HashMap<>();
                        messages.put(parts[1], message);
                    }
                    default -> message.put(Integer.parseInt(parts[0]), field(parts[1], parts[2]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Field field(String name, String type) {
        return new Field(name, type.substring(1).intern(), name.equals("."), type.startsWith("-"));
    }

    /** The message of a kind. Options of requests have one for all groups. */
    Optional<String> message(String apiVersion, String kind) {
        return Optional.ofNullable(kinds.get(apiVersion + " " + kind))
                .or(() -> Optional.ofNullable(kinds.get("meta/v1 " + kind)));
    }

    Map<Integer, Field> fields(String message) {
        return messages.getOrDefault(message, Map.of());
    }
}
