package dev.aquifer.embeddedkubernetes.schema.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.aquifer.embeddedkubernetes.schema.BuiltinKinds;
import dev.aquifer.embeddedkubernetes.schema.FieldValues;
import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * What applies must do for whatever is applied: objects are made at random, from a seed that the
 * test's name shows.
 */
class ApplyLawsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Schema DEPLOYMENT =
            BuiltinKinds.schema(GroupVersionKind.of("apps/v1", "Deployment")).orElseThrow();
    private static final Instant EARLY = Instant.parse("2025-01-01T00:00:00Z");
    private final FieldManagement management = new FieldManagement(DEPLOYMENT);

    private static FieldManagement.Writer writer(String name, int second) {
        return new FieldManagement.Writer(name, "", EARLY.plusSeconds(second));
    }

    private static ObjectNode deployment(Random random) throws Exception {
        StringBuilder containers = new StringBuilder();
        for (String name : List.of("a", "b", "c")) {
            if (random.nextInt(3) > 0) {
                containers.append(
                        "{name: %s, image: 'i:%d', env: [{name: E%d, value: v}], ports: [{containerPort: %d}]}, "
                                .formatted(
                                        name,
                                        random.nextInt(3),
                                        random.nextInt(3),
                                        80 + random.nextInt(2)));
            }
        }
        return (ObjectNode)
                YAML.readTree(
                        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, labels: {l%d: x}}, spec: {replicas: %d, template: {metadata: {labels: {t%d: y}}, spec: {containers: [%s]}}}}"
                                .formatted(
                                        random.nextInt(3),
                                        random.nextInt(3),
                                        random.nextInt(3),
                                        containers));
    }

    @RepeatedTest(60)
    void applyingTheSameTwiceChangesNothing(RepetitionInfo run) throws Exception {
        Random random = new Random(run.getCurrentRepetition());
        ObjectNode live = management.apply(null, deployment(random), writer("one", 1), true);
        live = management.apply(live, deployment(random), writer("two", 2), true);
        ObjectNode applied = deployment(random);
        ObjectNode once = management.apply(live, applied, writer("one", 3), true);
        ObjectNode twice = management.apply(once, applied, writer("one", 4), false);
        assertThat(FieldValues.same(twice, once)).isTrue();
        assertThat(FieldValues.same(management.update(twice, twice, writer("three", 5)), once))
                .isTrue();
    }

    @RepeatedTest(60)
    void whoAppliesNothingLeavesNothingOfItsOwn(RepetitionInfo run) throws Exception {
        Random random = new Random(run.getCurrentRepetition());
        ObjectNode first = management.apply(null, deployment(random), writer("one", 1), true);
        ObjectNode both = management.apply(first, deployment(random), writer("two", 2), true);
        ObjectNode none =
                (ObjectNode)
                        YAML.readTree(
                                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}}");
        ObjectNode left = management.apply(both, none, writer("two", 3), true);
        for (JsonNode entry : left.path("metadata").path("managedFields")) {
            assertThat(entry.path("manager").asText()).isEqualTo("one");
        }
    }

    @RepeatedTest(20)
    void ownersAreReadAsTheyWereWritten(RepetitionInfo run) throws Exception {
        ObjectNode live =
                management.apply(
                        null,
                        deployment(new Random(run.getCurrentRepetition())),
                        writer("one", 1),
                        true);
        JsonNode recorded = live.path("metadata").path("managedFields");
        assertThat(Managers.read(recorded).toJson()).isEqualTo(recorded);
    }
}
