package dev.aquifer.sandbox.launcher.postgres;

import dev.aquifer.sandbox.launcher.processes.Posix;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL refuses to run as root. This is the command to put before its own where we are root:
 * it gives up root's rights and keeps the process, so that its pid stays ours.
 *
 * @param prefix empty where we are not root
 * @param owner the user id to give the data folder to; negative to leave it as it is
 */
public record Unprivileged(List<String> prefix, int owner) {
    private static final int NOBODY = 65_534;

    /** The first way that works on this machine for a program and a data folder. */
    public static Unprivileged forFolder(Path program, Path data) {
        if (!Posix.isRoot()) {
            return new Unprivileged(List.of(), -1);
        }
        for (var way : ways()) {
            if (way.works(program, data)) {
                return way;
            }
        }
        throw new Trouble(
                "PostgreSQL cannot run as root, and neither unshare nor setpriv gives up its rights here;"
                        + " run as another user.");
    }

    private static List<Unprivileged> ways() {
        var asNobody = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534"));
        asNobody.addAll(
                List.of(
                        "--clear-groups",
                        "--inh-caps=+dac_override",
                        "--ambient-caps=+dac_override"));
        // A user namespace without a mapping: the files stay root's own, and root's rights are
        // gone.
        return List.of(
                new Unprivileged(List.of("unshare", "--user"), -1),
                new Unprivileged(asNobody, NOBODY));
    }

    /** A command without root's rights. */
    List<String> command(Path program, List<String> arguments) {
        var command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return List.copyOf(command);
    }

    /** Hands a folder to the user that will work in it. */
    void own(Path folder) throws IOException {
        if (owner >= 0) {
            Files.setAttribute(folder, "unix:uid", owner);
            Files.setAttribute(folder, "unix:gid", owner);
        }
    }

    private boolean works(Path program, Path data) {
        var question = "test \"$(id -u)\" -ne 0 && test -x \"$0\" && test -x \"$1\"";
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-c", question, program.toString(), data.toString()));
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
