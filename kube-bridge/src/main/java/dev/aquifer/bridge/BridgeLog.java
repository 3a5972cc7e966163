package dev.aquifer.bridge;

import static org.jboss.logging.Logger.Level.DEBUG;
import static org.jboss.logging.Logger.Level.ERROR;
import static org.jboss.logging.Logger.Level.INFO;
import static org.jboss.logging.Logger.Level.WARN;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Every line that the bridge logs. Numbers 1000 to 1099. */
@MessageLogger(projectCode = "BRDG", length = 4)
public interface BridgeLog {
    /** The log of the bridge. */
    BridgeLog LOG =
            Logger.getMessageLogger(MethodHandles.lookup(), BridgeLog.class, "dev.aquifer.bridge");

    @LogMessage(level = INFO)
    @Message(id = 1000, value = "leading, term %s")
    void leading(int term);

    @LogMessage(level = INFO)
    @Message(id = 1001, value = "standing by: %s leads")
    void standingBy(String holder);

    @LogMessage(level = WARN)
    @Message(id = 1002, value = "leading no more: %s")
    void deposed(String why);

    @LogMessage(level = INFO)
    @Message(
            id = 1003,
            value = "in step with the control API and the bus: %s names published before")
    void inStep(int names);

    @LogMessage(level = WARN)
    @Message(id = 1004, value = "the term ends, another one begins: %s: %s")
    void termFailed(String stage, String why);

    @LogMessage(level = INFO)
    @Message(id = 1010, value = "%s, generation %s, is on the bus (withdrawn: %s)")
    void published(String name, long generation, boolean withdrawn);

    @LogMessage(level = INFO)
    @Message(id = 1011, value = "%s is gone")
    void forgotten(String name);

    @LogMessage(level = WARN)
    @Message(id = 1012, value = "%s cannot be published: %s")
    void unpublishable(String name, String why);

    @LogMessage(level = WARN)
    @Message(id = 1013, value = "%s waits for an operator: %s")
    void waitsForOperator(String name, String why);

    @LogMessage(level = INFO)
    @Message(id = 1020, value = "%s is there as declared")
    void declared(String name);

    @LogMessage(level = INFO)
    @Message(id = 1021, value = "%s is declared no more and was deleted")
    void undeclared(String name);

    @LogMessage(level = WARN)
    @Message(id = 1030, value = "an Event about %s was refused: %s")
    void notTold(String name, String why);

    @LogMessage(level = INFO)
    @Message(id = 1040, value = "request %s for %s was admitted")
    void admitted(String request, String name);

    @LogMessage(level = INFO)
    @Message(id = 1041, value = "request %s for %s was refused: %s")
    void refused(String request, String name, String why);

    @LogMessage(level = INFO)
    @Message(id = 1042, value = "request at %s for %s is older than what was applied")
    void outdated(String place, String name);

    @LogMessage(level = DEBUG)
    @Message(id = 1043, value = "request at %s, id %s, was answered before")
    void repeated(String place, String request);

    @LogMessage(level = WARN)
    @Message(id = 1050, value = "the control API did not take %s: %s")
    void controlApiSaidNo(String name, String why);

    @LogMessage(level = WARN)
    @Message(id = 1051, value = "the control API is away: %s")
    void controlApiAway(String why);

    @LogMessage(level = WARN)
    @Message(id = 1052, value = "%s is tried again in %s ms: %s")
    void tryingAgain(String what, long delay, String why);

    @LogMessage(level = ERROR)
    @Message(id = 1054, value = "%s ended unexpectedly")
    void broken(String what, @Cause Throwable cause);
}
