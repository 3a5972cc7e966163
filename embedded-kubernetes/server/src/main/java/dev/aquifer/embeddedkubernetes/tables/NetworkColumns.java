package dev.aquifer.embeddedkubernetes.tables;

import static dev.aquifer.embeddedkubernetes.tables.BuiltinColumns.NONE;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.age;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.nameColumn;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns of services and their endpoints. */
final class NetworkColumns {
    private NetworkColumns() {}

    static List<TableColumn> services() {
        return List.of(
                nameColumn(),
                text("Type", BuiltinColumns.at("/spec/type")),
                text("Cluster-IP", service -> BuiltinColumns.orNone(service.at("/spec/clusterIP"))),
                text("External-IP", NetworkColumns::external),
                text("Port(s)", NetworkColumns::ports),
                age(),
                text("Selector", NetworkColumns::selector).wide());
    }

    static List<TableColumn> endpoints() {
        return List.of(nameColumn(), text("Endpoints", NetworkColumns::addresses), age());
    }

    static List<TableColumn> endpointSlices() {
        return List.of(
                nameColumn(),
                text("AddressType", BuiltinColumns.at("/addressType")),
                text(
                        "Ports",
                        slice ->
                                joined(
                                        slice.path("ports")
                                                .valueStream()
                                                .map(port -> port.path("port").asText()))),
                text(
                        "Endpoints",
                        slice ->
                                joined(
                                        slice.path("endpoints")
                                                .valueStream()
                                                .flatMap(
                                                        endpoint ->
                                                                endpoint.path("addresses")
                                                                        .valueStream())
                                                .map(JsonNode::asText))),
                age());
    }

    private static String external(ObjectNode service) {
        if (service.at("/spec/type").asText().equals("ExternalName")) {
            return service.at("/spec/externalName").asText("");
        }
        String addresses =
                joined(
                        Stream.concat(
                                service.at("/status/loadBalancer/ingress")
                                        .valueStream()
                                        .map(
                                                each ->
                                                        each.path("ip")
                                                                .asText(
                                                                        each.path("hostname")
                                                                                .asText())),
                                service.at("/spec/externalIPs")
                                        .valueStream()
                                        .map(JsonNode::asText)));
        boolean pending =
                service.at("/spec/type").asText().equals("LoadBalancer") && addresses.equals(NONE);
        return pending ? "<pending>" : addresses;
    }

    private static String ports(ObjectNode service) {
        return joined(service.at("/spec/ports").valueStream().map(NetworkColumns::port));
    }

    private static String port(JsonNode port) {
        String node = port.path("nodePort").asInt(0) > 0 ? ":" + port.path("nodePort").asInt() : "";
        return port.path("port").asInt() + node + "/" + port.path("protocol").asText("TCP");
    }

    private static String selector(ObjectNode service) {
        return joined(
                service.at("/spec/selector")
                        .propertyStream()
                        .map(label -> label.getKey() + "=" + label.getValue().asText())
                        .sorted());
    }

    private static String addresses(ObjectNode endpoints) {
        return joined(
                endpoints
                        .path("subsets")
                        .valueStream()
                        .flatMap(
                                subset ->
                                        subset.path("addresses")
                                                .valueStream()
                                                .flatMap(
                                                        address ->
                                                                subset.path("ports")
                                                                        .valueStream()
                                                                        .map(
                                                                                port ->
                                                                                        address.path(
                                                                                                                "ip")
                                                                                                        .asText()
                                                                                                + ":"
                                                                                                + port.path(
                                                                                                                "port")
                                                                                                        .asText()))));
    }

    private static String joined(Stream<String> parts) {
        String text = parts.collect(Collectors.joining(","));
        return text.isEmpty() ? NONE : text;
    }
}
