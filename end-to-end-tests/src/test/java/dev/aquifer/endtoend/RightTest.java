package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a request is read as what its sender must be allowed; as API servers read it. */
class RightTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/nodes?limit=1, list nodes",
        "GET, /api/v1/nodes?resourceVersion=0&watch=true, watch nodes",
        "GET, /api/v1/namespaces, list namespaces",
        "GET, /api/v1/namespaces/a, get namespaces a",
        "POST, /api/v1/namespaces?fieldManager=x, create namespaces",
        "POST, /api/v1/namespaces/a/events, create events in a",
        "GET, /api/v1/namespaces/a/pods/p/log?follow=true, get pods/log p in a",
        "PATCH, /apis/modelplane.ai/v1alpha1/namespaces/a/modelcaches/c/status, patch modelcaches/status.modelplane.ai c in a",
        "PUT, /apis/coordination.k8s.io/v1/namespaces/a/leases/l, update leases.coordination.k8s.io l in a",
        "DELETE, /apis/batch/v1/namespaces/a/jobs/j, delete jobs.batch j in a",
        "DELETE, /apis/batch/v1/namespaces/a/jobs, deletecollection jobs.batch in a"
    })
    void aRequestNeedsOneRight(String method, String target, String right) {
        assertThat(Right.neededFor(method, target)).hasToString("Optional[" + right + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "/api",
        "/api/v1",
        "/apis",
        "/apis/batch",
        "/apis/batch/v1",
        "/version",
        "/healthz"
    })
    void discoveryNeedsNone(String target) {
        assertThat(Right.neededFor("GET", target)).isEmpty();
    }

    @Test
    void aRuleGivesARightForEachOfItsWords() throws IOException {
        var role =
                new YAMLMapper()
                        .readTree(
                                """
                                metadata: {name: r, namespace: home}
                                rules:
                                  - {apiGroups: [""], resources: [secrets, pods], verbs: [get, list]}
                                  - {apiGroups: [x], resources: [y], verbs: [get], resourceNames: [only]}
                                """);
        var rights = Right.of(role);
        assertThat(rights)
                .extracting(Right::toString)
                .containsExactly(
                        "get secrets in home",
                        "list secrets in home",
                        "get pods in home",
                        "list pods in home",
                        "get y.x only in home");
        var only = rights.getLast();
        assertThat(only.allows(new Right("x", "y", "get", "home", "only"))).isTrue();
        assertThat(only.allows(new Right("x", "y", "get", "home", "other"))).isFalse();
        assertThat(only.allows(new Right("x", "y", "get", "away", "only"))).isFalse();
        assertThat(only.allows(new Right("x", "y", "list", "home", "only"))).isFalse();
        assertThat(rights.getFirst().allows(new Right("", "secrets", "get", "home", "any")))
                .isTrue();
    }
}
