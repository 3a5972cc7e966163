package dev.aquifer.bridge;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Without it Quarkus keeps every line of every library until an application configures logging. */
final class Logs {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("dev.aquifer.bridge");

    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("org.apache.kafka"), Logger.getLogger("io.fabric8"));

    private Logs() {}

    /** Shows warnings, and what the bridge itself tells from that level on. */
    static void show(Level ours) {
        ROOT.setLevel(Level.WARNING);
        OURS.setLevel(ours);
        TALKATIVE.forEach(logger -> logger.setLevel(Level.SEVERE));
        var console = new ConsoleHandler(new PatternFormatter("%d{HH:mm:ss.SSS} %-5p %s%n"));
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {console});
    }
}
