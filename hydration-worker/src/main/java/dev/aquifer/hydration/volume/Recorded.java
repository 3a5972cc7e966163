package dev.aquifer.hydration.volume;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** What a journal says, replayed from its start; empty when it belongs to another plan. */
public final class Recorded {

    private final byte[] fingerprint;
    private final Map<Integer, Map<Integer, Integer>> parts = new HashMap<>();
    private final Map<Integer, Done> files = new HashMap<>();
    private Optional<String> publishing = Optional.empty();
    private boolean known;

    /** A file as it was when it was recorded. */
    public record Done(long size, long modified, String sha256) {}

    Recorded(byte[] fingerprint) {
        this.fingerprint = fingerprint.clone();
    }

    void replay(byte type, ByteBuffer payload) {
        if (type == Journal.HEADER) {
            byte[] found = new byte[payload.remaining()];
            payload.get(found);
            known = Arrays.equals(found, fingerprint);
        } else if (known) {
            fact(type, payload);
        }
    }

    private void fact(byte type, ByteBuffer payload) {
        switch (type) {
            case Journal.PART ->
                    parts.computeIfAbsent(payload.getInt(), f -> new HashMap<>())
                            .put(payload.getInt(), payload.getInt());
            case Journal.FILE -> {
                int file = payload.getInt();
                long size = payload.getLong();
                files.put(file, new Done(size, payload.getLong(), hex(payload)));
            }
            case Journal.RESET -> {
                int file = payload.getInt();
                parts.remove(file);
                files.remove(file);
            }
            case Journal.PUBLISHING -> publishing = Optional.of(hex(payload));
            default -> {}
        }
    }

    private static String hex(ByteBuffer payload) {
        byte[] rest = new byte[payload.remaining()];
        payload.get(rest);
        return HexFormat.of().formatHex(rest);
    }

    /** Whether the journal belongs to the plan. */
    boolean known() {
        return known;
    }

    /** Checksums of the parts of a file that are on disk. */
    public Map<Integer, Integer> parts(int file) {
        return Map.copyOf(parts.getOrDefault(file, Map.of()));
    }

    /** A file that was complete. */
    public Optional<Done> file(int file) {
        return Optional.ofNullable(files.get(file));
    }

    /** The digest that was about to be published. */
    Optional<String> publishing() {
        return publishing;
    }
}
