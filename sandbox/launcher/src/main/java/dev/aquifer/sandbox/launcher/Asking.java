package dev.aquifer.sandbox.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.sandbox.launcher.explain.Aggregator;
import dev.aquifer.sandbox.launcher.explain.Aggregator.Reply;
import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.Ports;
import dev.aquifer.sandbox.launcher.processes.SandboxState;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands have in common that ask the aggregator about a resource. */
final class Asking {
    /** No such resource, or a question that makes no sense; as for any wrong usage. */
    static final int NOT_FOUND = 2;

    /** Nothing runs that could be asked. */
    static final int NOT_RUNNING = 3;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin private FolderOption dir = new FolderOption();

    @Parameters(
            arity = "1..2",
            paramLabel = "KIND/NAME",
            description =
                    "The resource, as kubectl takes it: mc/smollm2, modelcache smollm2, modelcaches/smollm2.")
    private List<String> resource = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace. Needed only where several have one of that name.")
    private String namespace = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json: the whole answer, for scripts.")
    private String output = "";

    /** Whether JSON was asked for. */
    private boolean json() {
        if (!output.isEmpty() && !output.equals("json")) {
            throw wrong("-o takes json, not '" + output + "'");
        }
        return !output.isEmpty();
    }

    /** What a command does with an answer. */
    interface Told {
        /** Prints it, and says how the process is to end. */
        int tell(JsonNode answer);
    }

    /** Asks, prints, and says how the process is to end. */
    int ask(String word, Map<String, String> more, Told text, Told exit)
            throws InterruptedException {
        boolean json = json();
        var name = kindAndName();
        Reply reply;
        try {
            var parameters = new TreeMap<>(more);
            parameters.put("namespace", namespace);
            reply =
                    new Aggregator(port(dir.existing()))
                            .ask(word, name.getFirst(), name.getLast(), parameters);
        } catch (Trouble trouble) {
            System.err.println(trouble.sentence());
            return NOT_RUNNING;
        }
        if (json) {
            System.out.println(reply.body().toPrettyString());
        } else if (reply.found()) {
            text.tell(reply.body());
        } else {
            problem(reply.body()).forEach(System.err::println);
        }
        if (reply.found()) {
            return exit.tell(reply.body());
        }
        return reply.notYet() ? NOT_RUNNING : NOT_FOUND;
    }

    private List<String> kindAndName() {
        if (resource.size() == 2) {
            return List.copyOf(resource);
        }
        var parts = List.of(resource.getFirst().split("/", -1));
        if (parts.size() != 2 || parts.stream().anyMatch(String::isEmpty)) {
            throw wrong("'" + resource.getFirst() + "' is not KIND/NAME, for example mc/smollm2");
        }
        return parts;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(
                command == null ? new CommandLine(this) : command.commandLine(), message);
    }

    private static int port(Folder folder) {
        if (SandboxState.read(folder).filter(SandboxState::isSupervised).isEmpty()) {
            throw new Trouble(
                    "Nothing is running in %s; './aquifer up' starts it.".formatted(folder.root()));
        }
        return new Ports(folder, new SecureRandom()).of("status-aggregator");
    }

    private static List<String> problem(JsonNode body) {
        var lines = new ArrayList<String>();
        lines.add(sentence(body.path("message").asText("no answer")));
        var suggestions = body.path("suggestions");
        if (!suggestions.isEmpty()) {
            lines.add("Did you mean:");
            suggestions.forEach(one -> lines.add("  " + one.asText()));
        } else if (!body.path("kinds").isEmpty()) {
            lines.add("There are:");
            body.path("kinds").forEach(one -> lines.add("  " + one.asText()));
        }
        if (body.has("history")) {
            lines.add("  ./aquifer history " + body.path("history").asText());
        }
        return lines;
    }

    private static String sentence(String message) {
        return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }
}
