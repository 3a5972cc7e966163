package dev.aquifer.embeddedkubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderJournalTest {
    private static final ResourceName THINGS = new ResourceName("test.dev", "things");
    private static final int SMALL = 2000;

    @TempDir private Path folder;

    private static ObjectKey key(int number) {
        return new ObjectKey(THINGS, "default", "thing-" + number);
    }

    private static ObjectNode thing(int value) {
        ObjectNode object = ObjectJson.object().put("value", value);
        object.putObject("metadata")
                .put("uid", "u" + value)
                .putObject("labels")
                .put("v", "v" + value);
        return object;
    }

    private static void put(ObjectStore store, int number, int value) throws StaleWrite {
        store.put(key(number), thing(value), store.get(key(number)).orElse(null));
    }

    private static Map<String, String> content(ObjectStore store) {
        var content = new TreeMap<String, String>();
        store.list(THINGS, null)
                .objects()
                .forEach(each -> content.put(each.key().name(), each.object().toString()));
        return content;
    }

    @Test
    void goesOnWhereItEnded() throws Exception {
        Map<String, String> before;
        try (var store = ObjectStore.open(folder)) {
            put(store, 1, 10);
            put(store, 2, 20);
            put(store, 1, 11);
            StoredObject second = store.get(key(2)).orElseThrow();
            store.delete(second, second.object());
            before = content(store);
        }
        try (var store = ObjectStore.open(folder)) {
            assertThat(content(store)).isEqualTo(before).hasSize(1);
            assertThat(store.revision()).isEqualTo(4);
            assertThat(store.since(THINGS, 1).orElseThrow().events()).hasSize(3);
            assertThat(store.get(key(1)).orElseThrow().labels()).containsEntry("v", "v11");
        }
    }

    @Test
    void isOpenOnce() throws Exception {
        try (var store = ObjectStore.open(folder)) {
            assertThat(store.revision()).isZero();
            assertThatThrownBy(() -> ObjectStore.open(folder))
                    .hasMessageContaining("is in use by another API server");
        }
    }

    /**
     * Wherever a file ends, what is there is what was written up to some moment, and writing goes
     * on from there.
     */
    @Test
    void survivesAnEndAtAnyByte() throws Exception {
        var states = new ArrayList<Map<String, String>>();
        try (var store = ObjectStore.open(folder.resolve("whole"))) {
            states.add(content(store));
            var random = new Random(1);
            for (int i = 0; i < 12; i++) {
                put(store, random.nextInt(3), i);
                states.add(content(store));
            }
        }
        Path whole = only(folder.resolve("whole"));
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length <= bytes.length; length += 7) {
            Path torn = Files.createDirectories(folder.resolve("torn-" + length));
            Files.write(torn.resolve(whole.getFileName()), Arrays.copyOf(bytes, length));
            try (var store = ObjectStore.open(torn)) {
                assertThat(content(store)).isEqualTo(states.get((int) store.revision()));
                put(store, 9, 99);
            }
            try (var store = ObjectStore.open(torn)) {
                assertThat(store.get(key(9))).isPresent();
            }
        }
    }

    @Test
    void ignoresABitThatFlippedInTheLastChange() throws Exception {
        try (var store = ObjectStore.open(folder)) {
            put(store, 1, 1);
            put(store, 2, 2);
        }
        Path file = only(folder);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
        try (var store = ObjectStore.open(folder)) {
            assertThat(store.revision()).isEqualTo(1);
        }
    }

    /**
     * Copies of the folder, taken while snapshots are made, are what a killed process leaves
     * behind.
     */
    @Test
    void survivesAnEndWhileItMakesASnapshot() throws Exception {
        var confirmed = new ArrayList<Path>();
        var states = new ArrayList<Map<String, String>>();
        try (var store = ObjectStore.of(FolderJournal.open(folder.resolve("live"), SMALL))) {
            for (int i = 0; i < 120; i++) {
                put(store, i % 7, i);
                if (i % 3 == 0) {
                    confirmed.add(copy(folder.resolve("live"), folder.resolve("copy-" + i)));
                    states.add(content(store));
                }
            }
        }
        for (int i = 0; i < confirmed.size(); i++) {
            try (var store = ObjectStore.open(confirmed.get(i))) {
                assertThat(content(store)).as(confirmed.get(i).toString()).isEqualTo(states.get(i));
            }
        }
        assertThat(
                        names(folder.resolve("live")).stream()
                                .filter(name -> name.startsWith("snapshot-")))
                .hasSize(1);
        assertThat(
                        names(folder.resolve("live")).stream()
                                .filter(name -> name.startsWith("changes-")))
                .hasSize(1);
    }

    @Test
    void saysWhichFileIsDamaged() throws Exception {
        try (var store = ObjectStore.of(FolderJournal.open(folder, SMALL))) {
            for (int i = 0; i < 60; i++) {
                put(store, i % 3, i);
            }
        }
        Path snapshot =
                folder.resolve(
                        names(folder).stream()
                                .filter(name -> name.startsWith("snapshot-"))
                                // An older one may still be there; the newest is what is read.
                                .max(Comparator.naturalOrder())
                                .orElseThrow());
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[20] ^= 1;
        Files.write(snapshot, bytes);
        assertThatThrownBy(() -> ObjectStore.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged after byte 0");
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : names(from)) {
            try {
                Files.copy(from.resolve(name), to.resolve(name));
            } catch (NoSuchFileException _) {
                // replaced by a snapshot just now, which comes after it in the order of names
            }
        }
        // the files were not copied in one instant: what a snapshot has replaced while copying is
        // in that snapshot
        for (String name : names(from)) {
            if (name.startsWith("snapshot-")
                    && Files.notExists(to.resolve(name))
                    && Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
        return to;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .sorted()
                    .toList();
        }
    }

    private static Path only(Path folder) throws IOException {
        List<String> names = names(folder);
        assertThat(names).hasSize(1);
        return folder.resolve(names.getFirst());
    }
}
