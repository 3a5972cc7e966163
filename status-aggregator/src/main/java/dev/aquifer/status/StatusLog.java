package dev.aquifer.status;

import static org.jboss.logging.Logger.Level.INFO;
import static org.jboss.logging.Logger.Level.WARN;

import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Every log line of status-aggregator. */
@MessageLogger(projectCode = "STAT", length = 4)
interface StatusLog {
    @LogMessage(level = INFO)
    @Message(id = 1, value = "all that was there at the start is folded; statuses are published")
    void caughtUp();

    @LogMessage(level = WARN)
    @Message(id = 2, value = "looking for silent clusters failed; it is tried again")
    void lookFailed(@Cause RuntimeException cause);
}
