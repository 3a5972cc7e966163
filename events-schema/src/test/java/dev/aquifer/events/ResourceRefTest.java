package dev.aquifer.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceRefTest {
    @Test
    void isItsKey() {
        assertThat(ResourceRef.parse("ModelCache/ml-team/qwen-2.5"))
                .isEqualTo(new ResourceRef("ModelCache", "ml-team", "qwen-2.5"))
                .hasToString("ModelCache/ml-team/qwen-2.5");
    }

    @Test
    void withoutNamespaceIsClusterScoped() {
        var cluster = ResourceRef.clusterScoped("InferenceCluster", "eu-1");

        assertThat(cluster).hasToString("InferenceCluster/-/eu-1");
        assertThat(cluster.namespaceOrNull()).isNull();
        assertThat(ResourceRef.parse("InferenceCluster/-/eu-1")).isEqualTo(cluster);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "a/b/c/d",
                "/ns/name",
                "Kind/NS/name",
                "Kind/ns/../x",
                "Kind/ns/"
            })
    void refusesWhatCannotBeAKey(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ResourceRef.parse(text));
    }
}
