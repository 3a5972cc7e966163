package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole sessions with {@code kubectl}, word for word as a real server has them. {@code
 * -Dkubectl.versions=1.27,1.30} chooses versions, {@code all} takes all; {@code
 * -Dtranscripts.only=get,scale} chooses sessions, {@code -Dtranscripts.write=true} records what the
 * server says instead of comparing it.
 */
abstract class TranscriptContract extends Contract {
    private static final List<String> ALL =
            List.of(KubectlUser.NEWEST, "1.32", "1.31", "1.30", "1.29", "1.28", "1.27");
    private static final List<String> SCRIPTS =
            List.of(
                    "write",
                    "patch",
                    "edit",
                    "scale",
                    "get",
                    "discover",
                    "wait",
                    "immutable",
                    "modelplane",
                    "changes");
    private static final List<String> WITH_CONTROLLERS =
            List.of("namespace", "everything", "owners", "protection");

    /** What an old kubectl is tried with in any case: the calls that people make most. */
    private static final List<String> ALSO_WITH_THE_OLDEST = List.of("modelplane");

    @TempDir private Path folder;
    private final boolean real;

    TranscriptContract(Target target, boolean real) {
        super(target);
        this.real = real;
    }

    private static List<String> versions() {
        String wanted = System.getProperty("kubectl.versions", KubectlUser.NEWEST);
        return wanted.equals("all") ? ALL : List.of(wanted.split(",", -1));
    }

    private static Stream<Transcript> pairs(List<String> scripts) {
        var pairs =
                versions().stream()
                        .flatMap(
                                version ->
                                        scripts.stream()
                                                .map(name -> new Transcript(name, version)));
        var old =
                scripts.stream()
                        .filter(ALSO_WITH_THE_OLDEST::contains)
                        .map(name -> new Transcript(name, ALL.getLast()));
        return Stream.concat(pairs, old).distinct().filter(TranscriptContract::isWanted);
    }

    private static boolean isWanted(Transcript transcript) {
        String only = System.getProperty("transcripts.only", "");
        return only.isEmpty() || List.of(only.split(",", -1)).contains(transcript.name());
    }

    static Stream<Transcript> sessions() {
        return pairs(SCRIPTS);
    }

    static Stream<Transcript> sessionsWithControllers() {
        return pairs(WITH_CONTROLLERS);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource
    void sessions(Transcript transcript) throws IOException {
        check(transcript);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource
    void sessionsWithControllers(Transcript transcript) throws IOException {
        assumeTrue(target.hasCollector(), "a real server leaves this to its controllers");
        check(transcript);
    }

    private void check(Transcript transcript) throws IOException {
        // another one each time, as the former may still be going; as long as the others, for
        // tables
        String space =
                "contract-%d-%s"
                        .formatted(
                                ThreadLocalRandom.current().nextInt(100_000, 1_000_000),
                                transcript.name());
        http.post("/api/v1/namespaces", json("{metadata: {name: %s}}", space));
        String said = transcript.of(target, space, folder);
        http.delete("/api/v1/namespaces/" + space, "");
        if (real && Boolean.getBoolean("transcripts.write")) {
            transcript.record(said);
        }
        assertThat(said).isEqualTo(transcript.recorded());
    }
}
