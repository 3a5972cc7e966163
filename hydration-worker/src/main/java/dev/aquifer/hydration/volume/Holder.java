package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who holds a lease, precisely enough that another worker under the same kernel can tell whether it
 * still lives.
 *
 * @param id unlike that of any other worker
 * @param world kernel and process namespace; empty where neither can be told
 * @param pid in that namespace
 * @param started when the process started, as the kernel counts
 * @param uid of the cache it works for
 */
record Holder(String id, String world, long pid, long started, String uid) {

    /** What can be known about a process from here. */
    enum Life {
        ALIVE,
        DEAD,
        UNKNOWN
    }

    private static final int START_TIME = 19;

    static Holder self(String id, String uid) {
        long pid = ProcessHandle.current().pid();
        return new Holder(id, ownWorld(), pid, started(pid), uid);
    }

    static Holder parse(String json) {
        JsonObject fields = Json.object("lease", json.getBytes(StandardCharsets.UTF_8));
        return new Holder(
                fields.text("id"),
                fields.optionalText("world").orElse(""),
                fields.number("pid"),
                fields.number("started"),
                fields.optionalText("uid").orElse(""));
    }

    String toJson() {
        return Json.text(
                Map.of("id", id, "world", world, "pid", pid, "started", started, "uid", uid));
    }

    Life life() {
        if (world.isEmpty() || !world.equals(ownWorld())) {
            return Life.UNKNOWN;
        }
        return started(pid) == started ? Life.ALIVE : Life.DEAD;
    }

    private static String ownWorld() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
                    + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException e) {
            return "";
        }
    }

    /** The start of a living process in clock ticks, or -1. */
    private static long started(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean gone = fields[0].equals("Z") || fields[0].equals("X");
            return gone ? -1 : Long.parseLong(fields[START_TIME]);
        } catch (IOException e) {
            return -1;
        }
    }
}
