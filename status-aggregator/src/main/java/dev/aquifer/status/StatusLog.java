package dev.aquifer.status;

import static org.jboss.logging.Logger.Level.ERROR;
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
    @Message(
            id = 2,
            value = "publishing what time or measurements changed failed; it is tried again")
    void lookFailed(@Cause RuntimeException cause);

    @LogMessage(level = WARN)
    @Message(id = 3, value = "aquifer.conditions was made anew; every status is said again")
    void conditionsLost();

    @LogMessage(level = WARN)
    @Message(
            id = 4,
            value = "too many transitions wait for the broker; the oldest is lost to history")
    void transitionLost();

    @LogMessage(level = WARN)
    @Message(id = 5, value = "aquifer.transitions could not be read; some may be said twice")
    void transitionsNotRead(@Cause RuntimeException cause);

    @LogMessage(level = WARN)
    @Message(
            id = 6,
            value = "another aggregator said otherwise of %d resources; ours is said again")
    void contradicted(int resources);

    @LogMessage(level = ERROR)
    @Message(id = 7, value = "it does its work no more and does not recover; restart it")
    void broken(@Cause Throwable cause);
}
