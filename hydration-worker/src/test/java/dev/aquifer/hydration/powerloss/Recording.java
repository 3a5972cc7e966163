package dev.aquifer.hydration.powerloss;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is done below a folder through {@link #root}, from which the disk can be rebuilt
 * as a power loss at any instant may leave it.
 */
public final class Recording {

    private final Path folder;
    private final Inode top = new Inode("the volume", true);
    private final Map<Inode, Map<String, Inode>> live = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final int found;
    private int most = Integer.MAX_VALUE;

    /** Records what is done below this folder. What is there already is on the disk. */
    public Recording(Path folder) throws IOException {
        this.folder = folder;
        found(folder, top);
        this.found = changes.size();
    }

    /** The folder as whoever is recorded has to see it. */
    public Path root() {
        return new RecordedFileSystem(this).wrap(folder);
    }

    /** How much was done until now. */
    public synchronized int changes() {
        return changes.size() - found;
    }

    /** What was done last before this instant. */
    public synchronized String before(int instant) {
        return instant == 0 ? "nothing" : instant + ", after " + changes.get(found + instant - 1);
    }

    /** Whoever is recorded dies at this instant: it changes nothing any more. */
    public synchronized void endAt(int instant) {
        most = found + instant;
    }

    /** Somebody else goes on. */
    public synchronized void goOn() {
        most = Integer.MAX_VALUE;
    }

    /** Leaves in a folder what a power loss at this instant leaves. */
    public synchronized void losePower(int instant, Keeps keeps, Path into) throws IOException {
        Disk disk = new Disk(top);
        changes.subList(0, found + instant).forEach(disk::apply);
        disk.losePower(keeps, into);
    }

    private void found(Path at, Inode inode) throws IOException {
        try (Stream<Path> entries = Files.list(at)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                Inode child = new Inode(name, Files.isDirectory(entry));
                bind("found " + name, List.of(binding(inode, name, child)));
                if (child.isFolder()) {
                    found(entry, child);
                } else {
                    wrote(child, entry, 0, Files.readAllBytes(entry));
                    forced(child);
                }
            }
        }
        forced(inode);
    }

    /** Something to be done, which is recorded once it is. */
    @FunctionalInterface
    interface Deed {
        void done() throws IOException;
    }

    private void alive() throws IOException {
        if (changes.size() >= most) {
            throw new IOException("this process is dead");
        }
    }

    synchronized Inode inode(Path real) {
        return Objects.requireNonNull(find(real), () -> real + " is not known");
    }

    private @Nullable Inode find(Path real) {
        @Nullable Inode at = top;
        for (Path name : folder.relativize(real)) {
            if (at != null && !name.toString().isEmpty()) {
                at = names(at).get(name.toString());
            }
        }
        return at;
    }

    private Map<String, Inode> names(Inode inode) {
        return live.computeIfAbsent(inode, f -> new HashMap<>());
    }

    private Change.Binding binding(Inode inode, String name, @Nullable Inode child) {
        return new Change.Binding(new Change.Name(inode, name), child);
    }

    private Change.Binding binding(Path real, @Nullable Inode child) {
        Path parent = Objects.requireNonNull(real.getParent());
        return binding(inode(parent), real.getFileName().toString(), child);
    }

    private void bind(String what, List<Change.Binding> bindings) {
        for (Change.Binding binding : bindings) {
            Inode inode = binding.inode();
            Map<String, Inode> names = names(binding.name().folder());
            if (inode == null) {
                names.remove(binding.name().name());
            } else {
                names.put(binding.name().name(), inode);
            }
        }
        changes.add(new Change.Names(what, bindings));
    }

    /** Opens a file, which may make or empty it. */
    synchronized Inode opened(Path real, boolean writing, Deed open) throws IOException {
        if (writing) {
            alive();
        }
        boolean there = Files.exists(real, LinkOption.NOFOLLOW_LINKS);
        long before = there ? Files.size(real) : 0;
        open.done();
        if (!there) {
            made(real, false);
        }
        Inode inode = inode(real);
        if (!inode.isFolder() && before > 0 && Files.size(real) == 0) {
            changes.add(new Change.Truncate(inode, 0, modified(real)));
        }
        return inode;
    }

    synchronized void makes(Path real, Deed deed) throws IOException {
        alive();
        deed.done();
        made(real, true);
    }

    private void made(Path real, boolean isFolder) {
        String name = real.getFileName().toString();
        bind("make " + name, List.of(binding(real, new Inode(name, isFolder))));
    }

    synchronized void removes(Path real, Deed deed) throws IOException {
        alive();
        deed.done();
        bind("remove " + real.getFileName(), List.of(binding(real, null)));
    }

    synchronized void links(Path link, Path existing, Deed deed) throws IOException {
        alive();
        deed.done();
        bind("link " + link.getFileName(), List.of(binding(link, inode(existing))));
    }

    synchronized void renames(Path from, Path to, Deed deed) throws IOException {
        alive();
        deed.done();
        Inode moved = inode(from);
        String what = "rename " + from.getFileName() + " to " + to.getFileName();
        bind(what, List.of(binding(from, null), binding(to, moved)));
    }

    synchronized void writes(Inode file, Path real, long at, byte[] bytes, Deed deed)
            throws IOException {
        alive();
        deed.done();
        wrote(file, real, at, bytes);
    }

    private void wrote(Inode file, Path real, long at, byte[] bytes) throws IOException {
        changes.add(new Change.Write(file, at, ByteBuffer.wrap(bytes), modified(real)));
    }

    synchronized void truncates(Inode file, Path real, long size, Deed deed) throws IOException {
        alive();
        deed.done();
        changes.add(new Change.Truncate(file, size, modified(real)));
    }

    synchronized void forces(Inode inode, Deed deed) throws IOException {
        alive();
        deed.done();
        forced(inode);
    }

    private void forced(Inode inode) {
        changes.add(new Change.Force(inode));
    }

    /** A file that was removed, but is still open, was modified whenever. */
    private static long modified(Path real) throws IOException {
        return Files.exists(real, LinkOption.NOFOLLOW_LINKS)
                ? Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .lastModifiedTime()
                        .toMillis()
                : 0;
    }
}
