package dev.aquifer.status.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/status.md} is rendered from the findings. Run with {@code -Ddocs.write=true} after a
 * change.
 */
class StatusDocsTest {
    private static final Path COMMITTED = Path.of("../docs/status.md");

    @Test
    void theCommittedPageIsTheOneOfTheCode() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(COMMITTED, rendered());
        }

        assertThat(COMMITTED).hasContent(rendered());
    }

    @Test
    void whatIsNotTrueSaysWhatToDoOrIsOnItsWay() {
        assertThat(Finding.all())
                .allSatisfy(finding -> assertThat(finding.meaning()).endsWith("."));
    }

    private static String rendered() {
        var page = new StringBuilder();
        page.append(
                """
                # Status

                Rendered from the findings of status-aggregator; do not edit.

                Every condition is a fold over the newest facts on the bus: the same facts give the same conditions. Each carries the
                `observedGeneration` of the spec it speaks of, so `kubectl wait` never passes on the status of an older edit.
                `lastTransitionTime` is the time since which the deciding fact holds.

                These hold for every kind:

                | condition | status | reason | meaning | what to do |
                |---|---|---|---|---|
                | Ready | as the first condition that is not True | its reason | The roll-up: True when all conditions that count are True. | See that condition. |
                | Ready | False | Deleting | The resource is being deleted. | See DeletionBlocked, if it is there. |
                | any | False | Reconciling | The service that owns it did not take up this generation of the spec yet. | If it lasts, look at the service that the message names. |

                """);
        for (var kind : byKind().entrySet()) {
            page.append("## ").append(kind.getKey()).append("\n\n");
            page.append("| condition | status | reason | meaning | what to do |\n");
            page.append("|---|---|---|---|---|\n");
            for (var f : kind.getValue()) {
                page.append(
                        "| %s | %s | %s | %s | %s |\n"
                                .formatted(
                                        f.condition(),
                                        f.status(),
                                        f.reason(),
                                        f.meaning(),
                                        f.action()));
            }
            page.append("\n");
        }
        return page.toString();
    }

    private static Map<String, List<Finding>> byKind() {
        return Finding.all().stream()
                .collect(
                        Collectors.groupingBy(
                                Finding::kind,
                                LinkedHashMap::new,
                                Collectors.toCollection(ArrayList::new)));
    }
}
