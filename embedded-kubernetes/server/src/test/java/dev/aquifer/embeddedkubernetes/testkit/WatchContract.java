package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Watches over plain HTTP. */
abstract class WatchContract extends Contract {
    WatchContract(Target target) {
        super(target);
    }

    private String revision() {
        return http.get(configMaps).text("/metadata/resourceVersion");
    }

    private String watching(String name) {
        return configMaps + "?watch=true&timeoutSeconds=20&fieldSelector=metadata.name%3D" + name;
    }

    @Test
    void tellsWhatHappensAfterARevision() {
        String from = revision();
        http.post(configMaps, configMap("told", "a"));
        try (var watch = http.watch(watching("told") + "&resourceVersion=" + from)) {
            assertThat(watch.nextName()).isEqualTo("ADDED told");
            http.merge(configMaps + "/told", json("{data: {key: b}}"));
            JsonNode changed = watch.next();
            assertThat(changed.path("type").asText()).isEqualTo("MODIFIED");
            assertThat(changed.at("/object/data/key").asText()).isEqualTo("b");
            http.delete(configMaps + "/told", "");
            assertThat(watch.nextName()).isEqualTo("DELETED told");
        }
    }

    @Test
    void startsWithWhatIsThere() {
        http.post(configMaps, configMap("there", "a"));
        try (var watch = http.watch(watching("there"))) {
            assertThat(watch.nextName()).isEqualTo("ADDED there");
        }
    }

    @Test
    void saysWhenTheStartIsComplete() {
        http.post(configMaps, configMap("initial", "a"));
        String parameters =
                "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        try (var watch = http.watch(watching("initial") + parameters)) {
            assertThat(watch.nextName()).isEqualTo("ADDED initial");
            JsonNode end = watch.next();
            assertThat(end.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(end.at("/object/metadata/annotations/k8s.io~1initial-events-end").asText())
                    .isEqualTo("true");
            assertThat(end.at("/object/metadata/resourceVersion").asText()).matches("\\d+");
        }
    }

    @Test
    void whatASelectorLosesIsDeletedForIt() {
        String from = revision();
        String selected =
                configMaps
                        + "?watch=true&timeoutSeconds=20&labelSelector=chosen%3Dyes&resourceVersion="
                        + from;
        try (var watch = http.watch(selected)) {
            http.post(configMaps, configMap("chosen", "a"));
            http.merge(configMaps + "/chosen", json("{metadata: {labels: {chosen: 'yes'}}}"));
            assertThat(watch.nextName()).isEqualTo("ADDED chosen");
            http.merge(configMaps + "/chosen", json("{metadata: {labels: {chosen: 'no'}}}"));
            assertThat(watch.nextName()).isEqualTo("DELETED chosen");
        }
    }

    @Test
    void endsAfterItsTime() {
        String path = configMaps + "?watch=true&timeoutSeconds=1&resourceVersion=" + revision();
        try (var watch = http.watch(path)) {
            assertThat(watch.next().isMissingNode()).isTrue();
        }
    }

    @Test
    void sendsRowsWhenAsked() {
        http.post(widgets, widget("row", "red"));
        String accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
        try (var watch =
                http.watch(
                        widgets + "?watch=true&timeoutSeconds=20&fieldSelector=metadata.name%3Drow",
                        accept)) {
            JsonNode first = watch.next();
            assertThat(first.at("/object/kind").asText()).isEqualTo("Table");
            assertThat(first.at("/object/columnDefinitions").size()).isEqualTo(5);
            assertThat(first.at("/object/rows/0/cells/0").asText()).isEqualTo("row");
            http.merge(widgets + "/row", json("{spec: {size: 8}}"));
            assertThat(watch.next().at("/object/rows/0/cells/3").asInt()).isEqualTo(8);
        }
    }
}
