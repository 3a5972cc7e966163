package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A part of the contract: a namespace of its own on the server, and the kind {@code Widget}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Contract {
    static final String GROUP = "/apis/contract.aquifer.dev/v1";
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    final Target target;
    final Http http;
    final String namespace = "contract-" + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
    final String core = "/api/v1/namespaces/" + namespace;
    final String configMaps = core + "/configmaps";
    final String pods = core + "/pods";
    final String widgets = GROUP + "/namespaces/" + namespace + "/widgets";

    Contract(Target target) {
        this.target = target;
        this.http = new Http(target.kubeconfig());
    }

    @BeforeAll
    void prepare() {
        assertThat(
                        http.post("/api/v1/namespaces", json("{metadata: {name: %s}}", namespace))
                                .code())
                .isEqualTo(201);
        int code = http.post(DEFINITIONS, yaml("widgets.yaml")).code();
        assertThat(code).isIn(201, 409);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> http.get(widgets).code() == 200);
    }

    @AfterAll
    void finish() {
        http.delete("/api/v1/namespaces/" + namespace, "");
        http.close();
    }

    /** JSON from YAML, which is easier to read in a test. */
    @SuppressWarnings("AnnotateFormatMethod") // every caller gives a literal
    static String json(String yaml, Object... arguments) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(new YAMLMapper().readTree(yaml.formatted(arguments)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file beside this class, as JSON. */
    static String yaml(String file) {
        try (var in = Objects.requireNonNull(Contract.class.getResourceAsStream(file))) {
            return new ObjectMapper().writeValueAsString(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String configMap(String name, String value) {
        return json(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {key: %s}}",
                name, value);
    }

    static String widget(String name, String color) {
        return json(
                "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: %s}, spec: {color: %s}}",
                name, color);
    }

    static String pod(String name) {
        return json(
                "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {containers: [{name: main, image: nothing}]}}",
                name);
    }
}
