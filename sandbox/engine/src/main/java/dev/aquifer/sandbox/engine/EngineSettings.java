package dev.aquifer.sandbox.engine;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the engine was told: arguments as vLLM calls them, and the variables that LeaderWorkerSet
 * sets.
 *
 * @param model folder or file
 * @param servedName the name in the API
 * @param address to listen on: the pod's own
 * @param leader where the leader of the gang is
 * @param size of the gang; 1 without one
 * @param index in the gang, 0 for the leader
 */
record EngineSettings(
        Path model,
        String servedName,
        String address,
        int port,
        int gangPort,
        int context,
        String leader,
        int size,
        int index) {

    /** What is wrong with the arguments, naming the one. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    static EngineSettings of(List<String> arguments, Map<String, String> environment)
            throws Refused {
        var options = options(arguments);
        var model = options.get("model");
        if (model == null) {
            throw new Refused("--model is missing: the folder with the staged model");
        }
        var address =
                options.getOrDefault("host", environment.getOrDefault("AQUIFER_POD_IP", "0.0.0.0"));
        return new EngineSettings(
                Path.of(model),
                options.getOrDefault("served-model-name", model),
                address,
                number(options, "port", 8000),
                number(options, "gang-port", 29500),
                number(options, "max-model-len", 2048),
                environment.getOrDefault("LWS_LEADER_ADDRESS", address),
                number(environment, "LWS_GROUP_SIZE", 1),
                number(environment, "LWS_WORKER_INDEX", 0));
    }

    boolean leads() {
        return index == 0;
    }

    private static Map<String, String> options(List<String> arguments) throws Refused {
        var options = new HashMap<String, String>();
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                throw new Refused("'" + argument + "' is no option");
            }
            int equals = argument.indexOf('=');
            if (equals > 0) {
                options.put(argument.substring(2, equals), argument.substring(equals + 1));
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                options.put(argument.substring(2), arguments.get(++i));
            } else {
                options.put(argument.substring(2), "true");
            }
        }
        return options;
    }

    private static int number(Map<String, String> from, String name, int fallback) throws Refused {
        var text = from.get(name);
        try {
            return text == null ? fallback : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new Refused(name + " is not a number: " + text);
        }
    }
}
