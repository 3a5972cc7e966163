package dev.aquifer.hydration.command;

import dev.aquifer.hydration.request.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a person writes behind {@code hydrate}.
 *
 * @param source where the artifact comes from
 * @param folder where its files go
 * @param sha256 of the one file behind an http(s) address
 * @param endpoint of a hub or an object store other than the usual one
 * @param include patterns of names, all when empty
 * @param exclude patterns of names that are left out
 * @param privateOrigins whether addresses that are not on the public network are allowed
 * @param connections the most at once
 * @param caFile certificates of authorities that are trusted too
 * @param json whether to say lines for a program instead of sentences
 */
public record HydrateArguments(
        String source,
        String folder,
        Optional<String> sha256,
        Optional<String> endpoint,
        List<String> include,
        List<String> exclude,
        boolean privateOrigins,
        int connections,
        Optional<String> caFile,
        boolean json) {

    /** How the command is used. */
    public static final String USAGE =
            """
            Usage: ./aquifer hydrate SOURCE FOLDER [options]

            Fetches an artifact into FOLDER and verifies it. Nothing else has to run. What is
            interrupted goes on where it was when the same command is given again; what is complete
            is not fetched again.

            SOURCE
              https://HOST/PATH            one file
              hf://ORG/NAME[@REVISION]     a model repository
              s3://BUCKET/PREFIX           the objects below a prefix
              oci://REGISTRY/NAME:TAG      an artifact in a registry, also @DIGEST

            Options
              --sha256 HEX                 what the one file behind an http(s) address must hash to
              --endpoint URL               another hub or object store
              --include PATTERN            only files that fit; may be given several times
              --exclude PATTERN            no files that fit; may be given several times
              --allow-private-origins      also addresses that are not on the public network
              --connections N              the most at once, 1 to 64; 32 unless said otherwise. An
                                           origin that is near and fast is asked for fewer, and
                                           one that wants fewer and says so (429, 503) is heard
              --ca-file PEM                certificates of authorities that are trusted in addition
                                           to the public ones; without it, those of SSL_CERT_FILE
                                           that can be read
              --json                       progress and result as lines of JSON on standard output
              --help                       this text

            Secrets come from where other tools have them, never from the command line:
              hf://      HF_TOKEN, or the file that 'hf auth login' writes
              s3://      AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or
                         ~/.aws/credentials
              oci://     ~/.docker/config.json
              http(s)    AQUIFER_HTTP_AUTHORIZATION: the whole value of the header, which goes to
                         the address's own host alone

            A file that is in FOLDER already is never replaced, unless an earlier run put it there
            and nobody changed it since. FOLDER/.aquifer holds what is needed to go on.

            Some 40000 files fit into the memory that it takes; AQUIFER_HYDRATE_HEAP=3g gives it more,
            up to a million files.

            Each file is compared with the checksum that its source has of it; files of which the
            source has none are counted in what is said at the end.

            Exit status: 0 complete; 10 failed, try again later; 20 failed until its cause is mended;
            64 the command makes no sense; 130 or 143 interrupted.
            """;

    /** Enough for links of high latency. */
    private static final int CONNECTIONS = 32;

    /** A command that makes no sense. */
    public static final class Misused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }

    /** Copies the lists. */
    public HydrateArguments {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** Reads them; fails with a sentence. */
    public static HydrateArguments parse(String... arguments) {
        return new Reading(arguments).read();
    }

    private static final class Reading {
        private final String[] arguments;
        private final List<String> plain = new ArrayList<>();
        private final List<String> include = new ArrayList<>();
        private final List<String> exclude = new ArrayList<>();
        private Optional<String> sha256 = Optional.empty();
        private Optional<String> endpoint = Optional.empty();
        private boolean privateOrigins;
        private int connections = CONNECTIONS;
        private Optional<String> caFile = Optional.empty();
        private boolean json;
        private int at;

        Reading(String... arguments) {
            this.arguments = arguments;
        }

        HydrateArguments read() {
            while (at < arguments.length) {
                String argument = arguments[at++];
                if (argument.equals("--")) {
                    plain.addAll(List.of(arguments).subList(at, arguments.length));
                    break;
                }
                if (argument.startsWith("-")) {
                    option(argument.split("=", 2));
                } else {
                    plain.add(argument);
                }
            }
            if (plain.size() != 2) {
                throw new Misused("SOURCE and FOLDER are needed, and nothing else");
            }
            return new HydrateArguments(
                    plain.getFirst(),
                    plain.getLast(),
                    sha256,
                    endpoint,
                    include,
                    exclude,
                    privateOrigins,
                    connections,
                    caFile,
                    json);
        }

        private void option(String... option) {
            switch (option[0]) {
                case "--sha256" -> sha256 = Optional.of(value(option));
                case "--endpoint" -> endpoint = Optional.of(value(option));
                case "--include" -> include.add(value(option));
                case "--exclude" -> exclude.add(value(option));
                case "--allow-private-origins" -> privateOrigins = flag(option);
                case "--connections" -> connections = connections(value(option));
                case "--ca-file" -> caFile = Optional.of(value(option));
                case "--json" -> json = flag(option);
                default -> throw new Misused("unknown option " + option[0]);
            }
        }

        private String value(String... option) {
            if (option.length == 2) {
                return option[1];
            }
            if (at == arguments.length) {
                throw new Misused(option[0] + " needs a value");
            }
            return arguments[at++];
        }

        private static int connections(String value) {
            try {
                int number = Integer.parseInt(value);
                if (number >= 1 && number <= Policy.MOST_STREAMS) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new Misused("--connections needs a number from 1 to " + Policy.MOST_STREAMS);
        }

        private static boolean flag(String... option) {
            if (option.length == 2) {
                throw new Misused(option[0] + " takes no value");
            }
            return true;
        }
    }
}
