package dev.aquifer.sandbox.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the built parts are.
 *
 * @param root the top folder of the source tree
 * @param classPath one for every plain Java process: JVMs load only what each uses
 * @param build a name of this build; processes of another build are replaced, not taken over
 */
public record Installation(Path root, String build, Path java, String classPath, Path cache) {
    private static final List<String> SMALL_JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");

    /** As the environment of {@code ./aquifer} says, with what can be told without it. */
    public static Installation of(Map<String, String> environment) {
        var root = Path.of(environment.getOrDefault("AQUIFER_ROOT", ""));
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        var cache = environment.getOrDefault("XDG_CACHE_HOME", home + "/.cache");
        return new Installation(
                root.toAbsolutePath(),
                environment.getOrDefault("AQUIFER_BUILD", "unknown"),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                environment.getOrDefault("AQUIFER_CLASSPATH", ownClassPath()),
                Path.of(environment.getOrDefault("AQUIFER_CACHE", cache + "/aquifer")));
    }

    /** The command of a main class on the sandbox's class path. */
    public List<String> java(int heapMegabytes, String mainClass, List<String> arguments) {
        return javaWith(List.of("-Xmx" + heapMegabytes + "m"), mainClass, arguments);
    }

    /** The same with other JVM options. */
    public List<String> javaWith(List<String> options, String mainClass, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(SMALL_JVM);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return List.copyOf(command);
    }

    /** The command of a Quarkus service. */
    public List<String> service(String module, int heapMegabytes) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(SMALL_JVM);
        command.addAll(
                List.of("-Xmx" + heapMegabytes + "m", "-jar", serviceJar(module).toString()));
        return List.copyOf(command);
    }

    private Path serviceJar(String module) {
        return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    private static String ownClassPath() {
        var absolute = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            absolute.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, absolute);
    }
}
