package dev.aquifer.sandbox.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code aquifer} on machines that have this and lack that. */
class ScriptTest {
    @TempDir private Path temporary;
    private ScriptRun script;

    @BeforeEach
    void makeMachine() throws Exception {
        script = new ScriptRun(temporary);
    }

    @Test
    void explainsItselfWithoutJavaAndMaven() throws Exception {
        var result = script.run("--help");
        assertThat(result.status()).isZero();
        assertThat(result.output()).contains("./aquifer demo", "./aquifer test", "JDK 25");
        assertThat(result.output().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void refusesAnUnknownCommand() throws Exception {
        var result = script.run("dance");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.output()).contains("'dance' is not a command");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJdk() throws Exception {
        var result = script.run("up");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("A JDK 25 is needed", "JAVA_HOME");
    }

    @Test
    void saysWhichJdksAreTooOld() throws Exception {
        script.set("JAVA_HOME", script.jdk("old", 17).toString());
        script.jdk("jvm/older", 11);
        assertThat(script.run("up").output()).contains("found only: 17 11");
    }

    @Test
    void takesTheJdkOfJavaHome() throws Exception {
        script.buildingMaven();
        script.jdk("jvm/other", 26);
        script.set("JAVA_HOME", script.jdk("my jdk", 25).toString());
        var result = script.run("up", "--dir", "a b");
        assertThat(result.status()).isZero();
        assertThat(result.output()).contains("java 25: ", "Main up --dir a b");
    }

    @Test
    void findsAJdkOfTheSystemWhenJavaHomeIsOld() throws Exception {
        script.buildingMaven();
        script.set("JAVA_HOME", script.jdk("old", 17).toString());
        script.jdk("jvm/temurin-25", 25);
        assertThat(script.run("up").output()).contains("java 25: ");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoMaven() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        var result = script.run("up");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("Maven is needed", "apt-get install maven");
    }

    @Test
    void fetchesMavenOnceThroughAnOlderOne() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        script.maven(
                "3.8.7",
                """
                echo fetched >> "$HOME/fetched"
                mkdir -p apache-maven-3.9.16/bin
                { echo '#!/usr/bin/env bash'; cat "$HOME/new-maven"; } > apache-maven-3.9.16/bin/mvn
                """);
        Files.writeString(script.home().resolve("new-maven"), ScriptRun.builds());
        var result = script.run("up");
        assertThat(result.output())
                .contains("Maven 3.8.7 is too old", "fetching Maven 3.9.16", "java 25: ");
        script.source("core/src/main/java/A.java", "class A {}");
        assertThat(script.run("up").status()).isZero();
        assertThat(script.builtTimes()).isEqualTo(2);
        assertThat(Files.readAllLines(script.home().resolve("fetched"))).hasSize(1);
    }

    @Test
    void saysWhereToLookWhenMavenCannotBeFetched() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        script.maven("3.8.7", "echo no network; exit 1");
        var result = script.run("up");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("could not be fetched", "fetch-maven.log");
    }

    @Test
    void buildsOnlyWhatChanged() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        script.buildingMaven();
        assertThat(script.run("up").output()).contains("  build [2/14] events schema\n");
        assertThat(script.run("up").output()).doesNotContain("Building");
        script.source("core/src/test/java/ATest.java", "class ATest {}");
        assertThat(script.run("up").output()).doesNotContain("Building");
        script.source("core/src/main/java/A.java", "class A {}");
        assertThat(script.run("up").output()).contains("Building");
        Files.delete(script.root.resolve("core/src/main/java/A.java"));
        assertThat(script.run("up").output()).contains("Building");
        assertThat(script.builtTimes()).isEqualTo(3);
    }

    @Test
    void showsWhatFailedInABuildAndWhereItsLogIs() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        script.maven("3.9.9", "echo '[ERROR] A.java:[1,1] no such thing'; exit 1");
        var result = script.run("demo");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("no such thing", "build failed", "build.log");
    }

    @Test
    void worksThroughALinkFromAnotherFolder() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        script.buildingMaven();
        var elsewhere = Files.createDirectories(temporary.resolve("else where"));
        var first = elsewhere.resolve("first");
        Files.createSymbolicLink(first, script.root.resolve("aquifer"));
        var second = elsewhere.resolve("second");
        Files.createSymbolicLink(second, Path.of("first"));
        var result = script.runAs(second, elsewhere, "up");
        assertThat(result.status()).isZero();
        assertThat(result.output()).contains("java 25: ");
    }

    @Test
    void addsUpTheTestsOfAllModules() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        script.maven("3.9.9", reports("") + "exit 0");
        var result = script.run("test");
        assertThat(result.status()).isZero();
        assertThat(result.output().lines().toList())
                .last()
                .isEqualTo("Tests run: 10, Failures: 0, Errors: 0, Skipped: 3");
    }

    /** Nobody reads logs of a run that went well. */
    @Test
    void saysWhatWasNotTestedAndWhy() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        script.maven("3.9.9", reports("echo 'SKIPPED: no kubectl'") + "exit 0");
        var result = script.run("test");
        assertThat(result.output())
                .contains(
                        "not tested (1): SKIPPED: no kubectl\n",
                        "not tested (3): only where 'x' > 1\n",
                        "not tested (3): NOT TESTED here: no nodes\n",
                        "not tested (3): only on a real one\n");
    }

    @Test
    void failsWhenTestsFailAndStillAddsThemUp() throws Exception {
        script.jdk("jvm/temurin-25", 25);
        script.maven("3.9.9", reports("echo '[ERROR] ATest.works'") + "exit 1");
        var result = script.run("test");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("ATest.works", "test.log", "Tests run: 10");
    }

    private static String reports(String also) {
        return """
        for m in "a b" c; do
          mkdir -p "$m/target/surefire-reports"
          cat > "$m/target/surefire-reports/TEST-x.xml" <<'X'
        <?xml version="1.0"?>
        <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="x" time="0.3" tests="4" errors="0" skipped="1" failures="0">
          <testcase name="tests=&quot;9&quot;"/>
          <testcase><skipped message="only where &apos;x&apos; &gt; 1"/></testcase>
          <testcase><skipped type="org.opentest4j.TestAborted"><![CDATA[org.opentest4j.TestAborted: Assumption failed: NOT TESTED here: no nodes
            at x]]></skipped></testcase>
          <testcase><skipped type="org.opentest4j.TestAborted"><![CDATA[org.opentest4j.TestAbortedException:\s
        assumption was not met due to: [only on a real one]\s
        Expecting value to be true]]></skipped></testcase>
        </testsuite>
        X
        done
        sed 's/tests="4"/tests="2"/' "c/target/surefire-reports/TEST-x.xml" > "c/target/surefire-reports/TEST-y.xml"
        %s
        """
                .formatted(also);
    }
}
