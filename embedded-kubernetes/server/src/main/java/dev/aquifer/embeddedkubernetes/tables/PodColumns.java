package dev.aquifer.embeddedkubernetes.tables;

import static dev.aquifer.embeddedkubernetes.tables.BuiltinColumns.orNone;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.age;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.nameColumn;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.text;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.timed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The columns of pods. */
final class PodColumns {
    private PodColumns() {}

    static List<TableColumn> all() {
        return List.of(
                nameColumn(),
                text("Ready", pod -> PodSummary.of(pod).readiness()),
                text("Status", pod -> PodSummary.of(pod).status()),
                timed("Restarts", (pod, now) -> PodSummary.of(pod).restarts(now)),
                age(),
                text("IP", pod -> orNone(pod.at("/status/podIP"))).wide(),
                text("Node", pod -> orNone(pod.at("/spec/nodeName"))).wide(),
                text("Nominated Node", pod -> orNone(pod.at("/status/nominatedNodeName"))).wide(),
                text("Readiness Gates", PodColumns::gates).wide());
    }

    private static String gates(ObjectNode pod) {
        JsonNode gates = pod.at("/spec/readinessGates");
        if (gates.isEmpty()) {
            return BuiltinColumns.NONE;
        }
        long open =
                gates.valueStream()
                        .filter(gate -> Conditions.isTrue(pod, gate.path("conditionType").asText()))
                        .count();
        return open + "/" + gates.size();
    }
}
