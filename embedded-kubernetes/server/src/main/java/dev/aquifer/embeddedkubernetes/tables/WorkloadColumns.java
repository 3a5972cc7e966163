package dev.aquifer.embeddedkubernetes.tables;

import static dev.aquifer.embeddedkubernetes.tables.TableColumn.age;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.nameColumn;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.number;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.text;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.timed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The columns of what makes pods. */
final class WorkloadColumns {
    private WorkloadColumns() {}

    static List<TableColumn> jobs() {
        return List.of(
                nameColumn(),
                text("Status", WorkloadColumns::jobStatus),
                text("Completions", WorkloadColumns::completions),
                timed("Duration", WorkloadColumns::duration),
                age(),
                containers(),
                images(),
                selector());
    }

    static List<TableColumn> deployments() {
        return List.of(
                nameColumn(),
                ready(),
                number("Up-to-date", at("/status/updatedReplicas")),
                number("Available", at("/status/availableReplicas")),
                age(),
                containers(),
                images(),
                selector());
    }

    static List<TableColumn> replicaSets() {
        return List.of(
                nameColumn(),
                number("Desired", at("/spec/replicas")),
                number("Current", at("/status/replicas")),
                number("Ready", at("/status/readyReplicas")),
                age(),
                containers(),
                images(),
                selector());
    }

    static List<TableColumn> statefulSets() {
        return List.of(nameColumn(), ready(), age(), containers(), images());
    }

    private static TableColumn ready() {
        return text(
                "Ready",
                object ->
                        object.at("/status/readyReplicas").asInt(0)
                                + "/"
                                + object.at("/spec/replicas").asInt(0));
    }

    private static String jobStatus(ObjectNode job) {
        for (String end : List.of("Complete", "Failed")) {
            if (Conditions.isTrue(job, end)) {
                return end;
            }
        }
        if (job.at("/metadata").hasNonNull("deletionTimestamp")) {
            return "Terminating";
        }
        for (String state : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
            if (Conditions.isTrue(job, state)) {
                return state;
            }
        }
        return "Running";
    }

    private static String completions(ObjectNode job) {
        int succeeded = job.at("/status/succeeded").asInt(0);
        JsonNode wanted = job.at("/spec/completions");
        if (wanted.isNumber()) {
            return succeeded + "/" + wanted.asInt();
        }
        int parallelism = job.at("/spec/parallelism").asInt(0);
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    private static String duration(ObjectNode job, Instant now) {
        String start = job.at("/status/startTime").asText("");
        String end = job.at("/status/completionTime").asText("");
        if (start.isEmpty()) {
            return "";
        }
        return end.isEmpty()
                ? HumanDuration.since(start, now)
                : HumanDuration.of(Duration.between(Instant.parse(start), Instant.parse(end)));
    }

    private static TableColumn containers() {
        return text("Containers", object -> ofContainers(object, "name")).wide();
    }

    private static TableColumn images() {
        return text("Images", object -> ofContainers(object, "image")).wide();
    }

    private static String ofContainers(ObjectNode object, String field) {
        return object.at("/spec/template/spec/containers")
                .valueStream()
                .map(container -> container.path(field).asText(""))
                .collect(Collectors.joining(","));
    }

    private static TableColumn selector() {
        return text("Selector", object -> SelectorText.of(object.at("/spec/selector"))).wide();
    }

    private static Function<ObjectNode, Integer> at(String pointer) {
        return object -> object.at(pointer).asInt(0);
    }
}
