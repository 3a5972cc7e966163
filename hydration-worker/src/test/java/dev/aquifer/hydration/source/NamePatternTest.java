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

    /** The answers are those of {@code fnmatch.fnmatchcase} of Python 3.11. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model-0000[1-3]*|model-00002-of-00009.safetensors|true",
                "model-0000[1-3]*|model-00004-of-00009.safetensors|false",
                "[abc].bin|b.bin|true",
                "[abc].bin|d.bin|false",
                "[!abc].bin|d.bin|true",
                "[!abc].bin|a.bin|false",
                "[!a].bin|.bin|false",
                "[a-|[a-|true",
                "[a-|a|false",
                "[]|[]|true",
                "[!]|[!]|true",
                "[]]|]|true",
                "[]a]|a|true",
                "[!]]|]|false",
                "[!]]|x|true",
                "[a-]|-|true",
                "[-a]|-|true",
                "[a-c-e]|d|false",
                "[a-c-e]|-|true",
                "[z-a]|m|false",
                "[!z-a]|m|true",
                "[z-ab]|b|true",
                "[--a]|A|true",
                "[^a]|a|true",
                "[^a]|b|false",
                "[a^]|^|true",
                "[\\]|\\|true",
                "[[]x|[x|true",
                "[a&&b]|&|true",
                "x[0-9][0-9]|x42|true",
                "x[0-9][0-9]|x4|false",
                "a[/]b|a/b|true",
                "*[0-9]*.gguf|q/m-Q4.gguf|true",
                "[?]|?|true",
                "[?]|x|false",
                "[*]*|*x|true",
                "[*]*|xx|false",
                "a[|a[|true",
                "a[b|ab|false"
            })
    void knowsClassesAsPythonDoes(String pattern, String path, boolean matches) {
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
        assertThat(NamePattern.matches("*[a-b]".repeat(500) + "b", "a".repeat(2000))).isFalse();
        assertThat(NamePattern.matches("[".repeat(2000), "[".repeat(1999))).isFalse();
    }
}
