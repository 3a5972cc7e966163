package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Get, list, selectors, tables, discovery and refusals over plain HTTP. */
abstract class ReadContract extends Contract {
    ReadContract(Target target) {
        super(target);
    }

    private static List<String> names(Http.Answer list) {
        return list.at("/items")
                .valueStream()
                .map(item -> item.at("/metadata/name").asText())
                .toList();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        var object = http.get(configMaps + "/none");
        assertThat(object.code()).isEqualTo(404);
        assertThat(object.text("/kind")).isEqualTo("Status");
        assertThat(object.text("/reason")).isEqualTo("NotFound");
        assertThat(object.text("/message")).isEqualTo("configmaps \"none\" not found");
        var custom = http.get(widgets + "/none");
        assertThat(custom.text("/message"))
                .isEqualTo("widgets.contract.aquifer.dev \"none\" not found");
        var resource = http.get("/api/v1/nothing");
        assertThat(resource.code()).isEqualTo(404);
        assertThat(resource.text("/message"))
                .isEqualTo("the server could not find the requested resource");
        assertThat(http.get("/nothing").body()).isEqualTo("404 page not found\n");
    }

    @Test
    void strangersAreTurnedAway() {
        var wrong = http.anonymous("/api", "Bearer wrong");
        assertThat(wrong.code()).isEqualTo(401);
        assertThat(wrong.text("/message")).isEqualTo("Unauthorized");
        var nobody = http.anonymous("/api", "");
        assertThat(nobody.code()).isEqualTo(403);
        assertThat(nobody.text("/message"))
                .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/api\"");
        assertThat(http.anonymous("/readyz", "").body()).isEqualTo("ok");
        assertThat(http.anonymous("/version", "").text("/major")).isEqualTo("1");
    }

    @Test
    void verbsThatMakeNoSenseAreRefused() {
        var answer = http.put(configMaps, "{}");
        assertThat(answer.code()).isEqualTo(405);
        assertThat(answer.text("/message"))
                .isEqualTo("the server does not allow this method on the requested resource");
        assertThat(
                        http.send(
                                        "PATCH",
                                        configMaps + "/a",
                                        "{}",
                                        "text/plain",
                                        "application/json")
                                .code())
                .isEqualTo(415);
        assertThat(http.send("GET", configMaps, "", "application/json", "text/html").code())
                .isEqualTo(406);
    }

    @Test
    void listsAreOrderedAndComeInPages() {
        for (String name : List.of("page-c", "page-a", "page-b")) {
            http.post(
                    configMaps,
                    json("{metadata: {name: %s, labels: {paged: 'yes'}}, data: {key: a}}", name));
        }
        String all = configMaps + "?labelSelector=paged%3Dyes";
        var whole = http.get(all);
        assertThat(whole.text("/kind")).isEqualTo("ConfigMapList");
        assertThat(names(whole)).containsExactly("page-a", "page-b", "page-c");
        var first = http.get(all + "&limit=2");
        assertThat(names(first)).containsExactly("page-a", "page-b");
        var rest = http.get(all + "&limit=2&continue=" + first.text("/metadata/continue"));
        assertThat(names(rest)).containsExactly("page-c");
        assertThat(rest.at("/metadata/continue").asText("")).isEmpty();
        assertThat(http.get(all + "&limit=2&continue=nonsense").code()).isEqualTo(400);
    }

    @Test
    void labelsSelect() {
        http.post(
                configMaps, json("{metadata: {name: label-a, labels: {tier: front, size: '1'}}}"));
        http.post(configMaps, json("{metadata: {name: label-b, labels: {tier: back}}}"));
        http.post(configMaps, json("{metadata: {name: label-c, labels: {size: '1'}}}"));
        assertThat(selected("tier=front")).containsExactly("label-a");
        assertThat(selected("tier%20in%20(front,back)")).containsExactly("label-a", "label-b");
        assertThat(selected("tier,!size")).containsExactly("label-b");
        assertThat(selected("size=1,tier!=front")).containsExactly("label-c");
        assertThat(selected("size%3D%3D1,tier%20notin%20(back,front)")).containsExactly("label-c");
        assertThat(http.get(configMaps + "?labelSelector=a%3D%3D%3Db").code()).isEqualTo(400);
    }

    private List<String> selected(String selector) {
        return names(http.get(configMaps + "?labelSelector=" + selector)).stream()
                .filter(name -> name.startsWith("label-"))
                .toList();
    }

    @Test
    void fieldsSelect() {
        http.post(widgets, widget("field-red", "red"));
        http.post(widgets, widget("field-green", "green"));
        assertThat(names(http.get(widgets + "?fieldSelector=metadata.name%3Dfield-red")))
                .containsExactly("field-red");
        assertThat(names(http.get(widgets + "?fieldSelector=spec.color%3Dgreen")))
                .containsExactly("field-green");
        assertThat(names(http.get(widgets + "?fieldSelector=spec.color!%3Dgreen")))
                .contains("field-red")
                .doesNotContain("field-green");
        http.post(pods, pod("field-pod"));
        assertThat(names(http.get(pods + "?fieldSelector=spec.nodeName%3D,status.phase%3DPending")))
                .contains("field-pod");
        assertThat(names(http.get(pods + "?fieldSelector=status.phase%3DRunning"))).isEmpty();
        var unknown = http.get(widgets + "?fieldSelector=spec.size%3D1");
        assertThat(unknown.code()).isEqualTo(400);
        assertThat(unknown.text("/message")).isEqualTo("field label not supported: spec.size");
    }

    @Test
    void tablesHaveTheColumnsOfTheDefinition() {
        http.post(widgets, widget("tabled", "red"));
        http.merge(
                widgets + "/tabled/status",
                json("{status: {conditions: [{type: Ready, status: 'True'}]}}"));
        var table = http.getTable(widgets + "?fieldSelector=metadata.name%3Dtabled");
        assertThat(table.text("/kind")).isEqualTo("Table");
        assertThat(
                        table.at("/columnDefinitions")
                                .valueStream()
                                .map(column -> column.path("name").asText()))
                .containsExactly("Name", "Color", "Ready", "Size", "Age");
        assertThat(table.at("/columnDefinitions/3/priority").asInt()).isEqualTo(1);
        JsonNode cells = table.at("/rows/0/cells");
        assertThat(cells.get(0).asText()).isEqualTo("tabled");
        assertThat(cells.get(2).asText()).isEqualTo("True");
        assertThat(cells.get(3).isInt()).isTrue();
        assertThat(cells.get(4).asText()).matches("\\d+s");
        assertThat(table.text("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
    }

    @Test
    void metadataAloneCanBeAskedFor() {
        http.post(configMaps, configMap("partial", "a"));
        String accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
        var list = http.send("GET", configMaps, "", "application/json", accept);
        assertThat(list.text("/kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(list.at("/items/0/data").isMissingNode()).isTrue();
    }

    @Test
    void resourcesAreDiscovered() {
        assertThat(http.get("/api").text("/versions/0")).isEqualTo("v1");
        var group = http.get("/apis/contract.aquifer.dev");
        assertThat(group.text("/preferredVersion/groupVersion"))
                .isEqualTo("contract.aquifer.dev/v1");
        JsonNode resource = http.get(GROUP).at("/resources/0");
        assertThat(resource.path("name").asText()).isEqualTo("widgets");
        assertThat(resource.path("shortNames").toString()).isEqualTo("[\"wd\"]");
        assertThat(
                        http.get(GROUP)
                                .at("/resources")
                                .valueStream()
                                .map(each -> each.path("name").asText()))
                .containsExactlyInAnyOrder("widgets", "widgets/status", "widgets/scale");
        String accept =
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
        var all = http.send("GET", "/apis", "", "application/json", accept);
        assertThat(all.response().headers().firstValue("content-type").orElse(""))
                .isEqualTo("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(all.at("/items").valueStream().map(item -> item.at("/metadata/name").asText()))
                .contains("apps", "batch", "contract.aquifer.dev");
    }

    @Test
    void documentsDescribeTheKinds() {
        var index = http.get("/openapi/v3");
        assertThat(index.at("/paths").has("apis/contract.aquifer.dev/v1")).isTrue();
        String address =
                index.at("/paths/apis~1contract.aquifer.dev~1v1/serverRelativeURL").asText();
        var document = http.get(address);
        assertThat(
                        document.at(
                                        "/components/schemas/dev.aquifer.contract.v1.Widget/properties/spec")
                                .has("properties"))
                .isTrue();
        assertThat(http.get("/openapi/v2").at("/definitions").has("io.k8s.api.core.v1.Pod"))
                .isTrue();
    }

    @Test
    void definitionsSayThatTheyAreEstablished() {
        var definition = http.get(DEFINITIONS + "/widgets.contract.aquifer.dev");
        assertThat(
                        definition
                                .at("/status/conditions")
                                .valueStream()
                                .map(
                                        each ->
                                                each.path("type").asText()
                                                        + each.path("status").asText()))
                .contains("NamesAcceptedTrue", "EstablishedTrue");
        assertThat(definition.text("/status/acceptedNames/listKind")).isEqualTo("WidgetList");
        assertThat(definition.text("/status/storedVersions/0")).isEqualTo("v1");
    }
}
