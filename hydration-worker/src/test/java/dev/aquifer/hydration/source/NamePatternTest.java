package dev.aquifer.hydration.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "*.json,a.json,true",
        "*.json,a/b.json,true",
        "*.json,a.jsonl,false",
        "a?c,abc,true",
        "a?c,ac,false",
        "*,x,true",
        "a*b*c,axxbxxc,true",
        "a*b*c,axxcxxb,false",
        "x,x,true"
    })
    void matchesAsHubsToolsDo(String pattern, String path, boolean matches) {
        assertThat(NamePattern.matches(pattern, path)).isEqualTo(matches);
    }

    @Test
    void aTrailingSlashStandsForAllBelow() {
        assertThat(NamePattern.any(List.of("onnx/"), "onnx/a/b")).isTrue();
        assertThat(NamePattern.any(List.of("onnx/"), "onnx2/a")).isFalse();
    }

    @Test
    void aNastyPatternTakesNoTime() {
        assertThat(NamePattern.matches("*a".repeat(500) + "b", "a".repeat(2000))).isFalse();
    }
}
