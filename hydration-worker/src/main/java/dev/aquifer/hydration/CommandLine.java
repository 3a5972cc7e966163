package dev.aquifer.hydration;

import dev.aquifer.hydration.request.RequestFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The few arguments there are. Settings and secrets come as files.
 *
 * @param planDir folder with {@code request.json}
 * @param secretDir folder with secrets, which may be missing
 * @param contentDir folder with the entries of a ConfigMap, which may be missing
 * @param terminationFile where the result is left; the default only if it is there already
 * @param human whether to say sentences on the error stream; decided by the terminal when absent
 */
record CommandLine(
        Path planDir,
        Path secretDir,
        Path contentDir,
        Optional<Path> terminationFile,
        Optional<Boolean> human) {

    static final Path DEFAULT_TERMINATION_FILE = Path.of("/dev/termination-log");

    static final String USAGE =
            """
            Fills one volume with one artifact, verified and resumable.

              --plan-dir DIR          folder with request.json (default /etc/aquifer/hydration)
              --secret-dir DIR        folder with token, authorization, access_key, secret_key,
                                      session_token, .dockerconfigjson
                                      (default /etc/aquifer/hydration-secret)
              --content-dir DIR       folder with the entries of a ConfigMap
                                      (default /etc/aquifer/hydration-content)
              --termination-file FILE where the result is left as JSON
                                      (default /dev/termination-log, if it exists)
              --human                 sentences on the error stream
            """;

    /** A command line that makes no sense. */
    static final class Misused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }

    static CommandLine parse(String... arguments) {
        Path planDir = Path.of("/etc/aquifer/hydration");
        Path secretDir = Path.of("/etc/aquifer/hydration-secret");
        Path contentDir = RequestFile.CONTENT_DIR;
        Optional<Path> terminationFile = Optional.empty();
        Optional<Boolean> human = Optional.empty();
        for (int i = 0; i < arguments.length; i++) {
            String[] option = arguments[i].split("=", 2);
            if (option[0].equals("--human")) {
                human = Optional.of(true);
                continue;
            }
            String value;
            if (option.length == 2) {
                value = option[1];
            } else if (option[0].startsWith("--") && i + 1 < arguments.length) {
                value = arguments[++i];
            } else {
                throw new Misused("what is \"" + arguments[i] + "\"?");
            }
            switch (option[0]) {
                case "--plan-dir" -> planDir = Path.of(value);
                case "--secret-dir" -> secretDir = Path.of(value);
                case "--content-dir" -> contentDir = Path.of(value);
                case "--termination-file" -> terminationFile = Optional.of(Path.of(value));
                default -> throw new Misused("unknown option " + option[0]);
            }
        }
        return new CommandLine(planDir, secretDir, contentDir, terminationFile, human);
    }
}
