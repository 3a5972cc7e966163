package dev.aquifer.embeddedkubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
    private static final ResourceName THINGS = new ResourceName("", "things");
    private static final ObjectKey KEY = new ObjectKey(THINGS, "a", "one");

    private final ObjectStore store = ObjectStore.inMemory();

    private static ObjectNode thing(String value) {
        ObjectNode object = ObjectJson.object().put("value", value);
        object.putObject("metadata");
        return object;
    }

    @Test
    void eachWriteHasTheNextRevision() throws StaleWrite {
        StoredObject first = store.put(KEY, thing("1"), null);
        StoredObject second = store.put(KEY, thing("2"), first);
        assertThat(second.revision()).isEqualTo(first.revision() + 1);
        assertThat(second.object().at("/metadata/resourceVersion").asText()).isEqualTo("2");
    }

    @Test
    void nobodyOverwritesWhatHeHasNotSeen() throws StaleWrite {
        StoredObject first = store.put(KEY, thing("1"), null);
        store.put(KEY, thing("2"), first);
        assertThatThrownBy(() -> store.put(KEY, thing("3"), first)).isInstanceOf(StaleWrite.class);
        assertThatThrownBy(() -> store.put(KEY, thing("3"), null)).isInstanceOf(StaleWrite.class);
        assertThatThrownBy(() -> store.delete(first, thing("3"))).isInstanceOf(StaleWrite.class);
        assertThat(store.get(KEY).orElseThrow().object().path("value").asText()).isEqualTo("2");
    }

    @Test
    void listsOneNamespaceAlone() throws StaleWrite {
        store.put(KEY, thing("1"), null);
        store.put(new ObjectKey(THINGS, "a-b", "two"), thing("1"), null);
        store.put(new ObjectKey(THINGS, "b", "three"), thing("1"), null);
        assertThat(store.list(THINGS, "a").objects()).hasSize(1);
        assertThat(store.list(THINGS, null).objects()).hasSize(3);
    }

    @Test
    void forgottenEventsAreMissed() throws StaleWrite {
        StoredObject last = store.put(KEY, thing("0"), null);
        for (int i = 0; i < 1500; i++) {
            last = store.put(KEY, thing("" + i), last);
        }
        assertThat(store.since(THINGS, 10)).isEmpty();
        assertThat(store.since(THINGS, last.revision() - 5).orElseThrow().events()).hasSize(5);
    }

    @Test
    void listenersHearOfEveryWriteInOrder() throws StaleWrite {
        var heard = new StringBuilder();
        store.onWrite(
                event ->
                        heard.append(event.getClass().getSimpleName())
                                .append(event.object().revision())
                                .append(' '));
        StoredObject first = store.put(KEY, thing("1"), null);
        StoredObject second = store.put(KEY, thing("2"), first);
        store.delete(second, thing("2"));
        assertThat(heard.toString()).isEqualTo("Added1 Modified2 Deleted3 ");
    }
}
