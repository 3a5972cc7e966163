package dev.aquifer.hydration.powerloss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A disk that loses power. A change of names that got there brings along what was done to the same
 * names before it; otherwise nothing that was not forced says anything of anything else.
 */
final class Disk {

    private final Inode root;
    private final Map<Inode, Map<String, Inode>> folders = new HashMap<>();
    private final Map<Inode, Contents> files = new HashMap<>();
    private final List<Change.Names> pending = new ArrayList<>();

    Disk(Inode root) {
        this.root = root;
    }

    void apply(Change change) {
        switch (change) {
            case Change.Names names -> pending.add(names);
            case Change.OfBytes bytes -> contents(bytes.file()).change(bytes);
            case Change.Force force -> {
                if (force.inode().isFolder()) {
                    settle(names -> names.touches(force.inode()));
                } else {
                    contents(force.inode()).force();
                }
            }
        }
    }

    /** Leaves in a folder what is left. */
    void losePower(Keeps keeps, Path into) throws IOException {
        settle(names -> keeps.names());
        write(root, into, keeps);
    }

    private Contents contents(Inode file) {
        return files.computeIfAbsent(file, f -> new Contents());
    }

    private void settle(Predicate<Change.Names> settled) {
        Set<Change.Name> needed = new HashSet<>();
        List<Change.Names> settling = new ArrayList<>();
        for (Change.Names names : pending.reversed()) {
            List<Change.Name> own = names.bindings().stream().map(Change.Binding::name).toList();
            if (settled.test(names) || own.stream().anyMatch(needed::contains)) {
                needed.addAll(own);
                settling.addFirst(names);
            }
        }
        pending.removeAll(settling);
        settling.stream().flatMap(names -> names.bindings().stream()).forEach(this::bind);
    }

    private void bind(Change.Binding binding) {
        Change.Name name = binding.name();
        Map<String, Inode> names = folders.computeIfAbsent(name.folder(), f -> new HashMap<>());
        Inode inode = binding.inode();
        if (inode == null) {
            names.remove(name.name());
        } else {
            names.put(name.name(), inode);
        }
    }

    private void write(Inode folder, Path into, Keeps keeps) throws IOException {
        Files.createDirectories(into);
        for (Map.Entry<String, Inode> entry : folders.getOrDefault(folder, Map.of()).entrySet()) {
            Path path = into.resolve(entry.getKey());
            if (entry.getValue().isFolder()) {
                write(entry.getValue(), path, keeps);
            } else {
                Contents.Found found =
                        contents(entry.getValue())
                                .afterPowerLoss(entry.getValue().toString(), keeps);
                Files.write(path, found.bytes().array());
                Files.setLastModifiedTime(path, FileTime.fromMillis(found.modified()));
            }
        }
    }
}
