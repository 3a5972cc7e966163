package dev.aquifer.sandbox.launcher.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much memory the processes of a folder use together: the sum of their proportional shares, in
 * which a page that several use counts once.
 *
 * @param shares bytes by the name of the step, without the pods that node agents run
 * @param pods bytes of all processes in pods: workers and engines
 */
public record MemoryReport(Map<String, Long> shares, long pods) {
    private static final String LABEL = "Pss:";

    /** The memory of everything that runs now; empty where the system does not tell. */
    public static Optional<MemoryReport> of(Folder folder) {
        if (!Files.isReadable(Path.of("/proc/self/smaps_rollup"))) {
            return Optional.empty();
        }
        var shares = new LinkedHashMap<String, Long>();
        var state = SandboxState.read(folder).filter(SandboxState::isSupervised);
        state.ifPresent(now -> shares.put("supervisor", share(now.supervisor().pid())));
        long pods = 0;
        for (var note : PidFile.newestFirst(folder.pids()).reversed()) {
            var process = note.identity().handle();
            if (process.isEmpty()) {
                continue;
            }
            long children = children(process.get());
            boolean runsPods = note.name().contains("-node-");
            pods += runsPods ? children : 0;
            shares.put(note.name(), share(process.get().pid()) + (runsPods ? 0 : children));
        }
        return Optional.of(new MemoryReport(shares, pods));
    }

    /** Everything but the pods. */
    public long total() {
        return shares.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long children(ProcessHandle process) {
        return process.descendants().mapToLong(child -> share(child.pid())).sum();
    }

    private static long share(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith(LABEL))
                    .map(line -> line.substring(LABEL.length()).replace("kB", "").strip())
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }
}
