package dev.aquifer.deployment;

import static org.jboss.logging.Logger.Level.DEBUG;
import static org.jboss.logging.Logger.Level.ERROR;
import static org.jboss.logging.Logger.Level.INFO;
import static org.jboss.logging.Logger.Level.WARN;

import java.net.URI;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Every log line of deployment-service. */
@MessageLogger(projectCode = "DEPL", length = 4)
interface DeploymentLog {
    @LogMessage(level = INFO)
    @Message(id = 1, value = "replica %s answers at %s and lists %s")
    void answers(String replica, String url, String models);

    @LogMessage(level = DEBUG)
    @Message(id = 2, value = "replica %s does not answer at %s yet: %s")
    void doesNotAnswer(String replica, URI url, String why);

    @LogMessage(level = INFO)
    @Message(id = 3, value = "the gateway answers at %s")
    void gatewayAnswers(URI url);

    @LogMessage(level = WARN)
    @Message(id = 4, value = "the gateway does not answer at %s: %s")
    void gatewayAway(URI url, String why);

    @LogMessage(level = WARN)
    @Message(id = 5, value = "%s failed; it is tried again")
    void timerFailed(String what, @Cause Exception cause);

    @LogMessage(level = DEBUG)
    @Message(id = 6, value = "%s could not be asked, as the gateway is away: %s")
    void endpointNotAsked(String endpoint, String why);

    @LogMessage(level = DEBUG)
    @Message(id = 7, value = "%s was asked: %s")
    void endpointReplied(String endpoint, String reply);

    @LogMessage(level = WARN)
    @Message(id = 8, value = "%s could not be decided; it is tried again, others are not held up")
    void decidingFailed(String deployment, @Cause RuntimeException cause);

    @LogMessage(level = WARN)
    @Message(id = 9, value = "the database cannot be used; it is tried again")
    void databaseAway(@Cause Exception cause);

    @LogMessage(level = ERROR)
    @Message(id = 10, value = "the service cannot start, and waiting would not help")
    void cannotStart(@Cause RuntimeException cause);
}
