package dev.aquifer.embeddedkubernetes.schema.patch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Tells of conflicts in the words of a real API server. */
final class Conflicts {
    static final Comparator<Managers.Id> ORDER =
            Comparator.comparing(Managers.Id::manager)
                    .thenComparing(Managers.Id::operation)
                    .thenComparing(Managers.Id::apiVersion)
                    .thenComparing(Managers.Id::subresource);

    private Conflicts() {}

    static ApplyConflict describe(Map<Managers.Id, FieldSet> conflicts) {
        List<ObjectNode> causes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        conflicts.forEach(
                (id, fields) -> {
                    String who = describe(id);
                    lines.add("conflicts with " + who + ":");
                    fields.forEach(
                            path -> {
                                lines.add("- " + text(path));
                                causes.add(
                                        JsonNodeFactory.instance
                                                .objectNode()
                                                .put("reason", "FieldManagerConflict")
                                                .put("message", "conflict with " + who)
                                                .put("field", text(path)));
                            });
                });
        String message =
                causes.size() == 1
                        ? "Apply failed with 1 conflict: "
                                + causes.getFirst().path("message").asText()
                                + ": "
                                + causes.getFirst().path("field").asText()
                        : "Apply failed with "
                                + causes.size()
                                + " conflicts: "
                                + String.join("\n", lines);
        return new ApplyConflict(message, causes, conflicts);
    }

    private static String describe(Managers.Id id) {
        StringBuilder who = new StringBuilder(PathElement.Text.quote(id.manager()));
        if (!id.subresource().isEmpty()) {
            who.append(" with subresource ").append(PathElement.Text.quote(id.subresource()));
        }
        if (!id.applies()) {
            who.append(" using ").append(id.apiVersion());
        }
        return who.toString();
    }

    static String text(List<PathElement> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(text::append);
        return text.toString();
    }
}
