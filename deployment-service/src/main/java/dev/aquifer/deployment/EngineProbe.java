package dev.aquifer.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.aquifer.deployment.ReplicaFlow.EngineAnswer;
import dev.aquifer.deployment.RoutingFlow.GatewayLook;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.store.Causes;
import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Deployments.DeploymentRow;
import dev.aquifer.deployment.store.Replicas;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerTransaction;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Asks engines of ready gangs for their models, through the gateway's route to that very endpoint:
 * the first 200 makes the endpoint ready. Asks the gateway itself whether it is well.
 */
final class EngineProbe {
    private static final int AT_ONCE = 64;

    private final Asker asker;
    private final EventLedger ledger;
    private final Flows flows;
    private final DeploymentLog log;
    private Optional<Boolean> gatewayWasWell = Optional.empty();

    /**
     * Who asks, and how.
     *
     * @param gateway its address
     * @param timeout for one answer
     * @param counts for how long what this replica says of the gateway stands against others; long
     *     enough that one that lives says it again before, even when it gets no answer
     * @param replica of this service; no other has that name
     */
    record Asker(HttpClient http, URI gateway, Duration timeout, Duration counts, String replica) {}

    EngineProbe(Asker asker, EventLedger ledger, Flows flows, DeploymentLog log) {
        this.asker = asker;
        this.ledger = ledger;
        this.flows = flows;
        this.log = log;
    }

    /**
     * What is to be asked.
     *
     * @param cause why the endpoint is there
     */
    private record Question(DeploymentRow deployment, Replica replica, Cause cause) {}

    /** A question that is being asked. */
    private record Asked(Question question, URI url, CompletableFuture<Optional<String>> reply) {}

    /** Looks once at every engine that did not answer yet, at many at once: few wait for others. */
    void engines() throws InterruptedException {
        var questions = questions();
        for (int from = 0; from < questions.size(); from += AT_ONCE) {
            var some = questions.subList(from, Math.min(questions.size(), from + AT_ONCE));
            for (var asked : some.stream().map(this::ask).toList()) {
                hear(asked);
            }
        }
    }

    private Asked ask(Question question) {
        var url = route(question);
        return new Asked(question, url, Exchange.ask(asker.http(), url, asker.timeout()));
    }

    private void hear(Asked asked) throws InterruptedException {
        var replica = asked.question().replica();
        try {
            var reply = asked.reply().get();
            if (reply.isPresent()) {
                answered(asked.question(), reply.get());
            } else {
                log.doesNotAnswer(replica.name(), asked.url(), "not 200");
            }
        } catch (ExecutionException e) {
            log.doesNotAnswer(replica.name(), asked.url(), String.valueOf(e.getCause()));
        } catch (RuntimeException e) {
            // The others answered too.
            log.timerFailed("hearing replica " + replica.name(), e);
        }
    }

    private List<Question> questions() {
        return ledger.inTransaction(
                Cause.continuing("engine-probe"),
                tx -> {
                    var deployments = new Deployments(tx.jdbi());
                    var questions = new ArrayList<Question>();
                    for (var replica : new Replicas(tx.jdbi()).unanswered()) {
                        deployments
                                .find(replica.seat().deployment())
                                .map(d -> question(d, replica, tx))
                                .ifPresent(questions::add);
                    }
                    return questions;
                });
    }

    private static Question question(
            DeploymentRow deployment, Replica replica, LedgerTransaction tx) {
        var cause = new Causes(tx.jdbi()).continuing(deployment.correlation(), replica);
        return new Question(deployment, replica, cause);
    }

    private URI route(Question question) {
        return URI.create(
                "%s/-/endpoints/%s/%s/v1/models"
                        .formatted(
                                asker.gateway(),
                                question.deployment().subject().resource().namespace(),
                                question.replica().name()));
    }

    private void answered(Question question, String body) {
        var replica = question.replica();
        var models = models(body);
        replica.endpoint()
                .url()
                .ifPresent(
                        url ->
                                answered(
                                        question,
                                        new EngineAnswer(
                                                replica.seat().deployment(),
                                                replica.name(),
                                                url,
                                                models)));
    }

    private void answered(Question question, EngineAnswer answer) {
        var replica = question.replica();
        log.answers(replica.name(), answer.url(), String.join(", ", answer.models()));
        ledger.inTransaction(
                question.cause(),
                tx -> {
                    flows.replicas().onAnswer(answer, tx);
                    return answer;
                });
    }

    private static List<String> models(String body) {
        try {
            var models = new ArrayList<String>();
            for (var model : EventCodec.JSON.readTree(body).path("data")) {
                models.add(model.path("id").asText());
            }
            return models;
        } catch (JsonProcessingException e) {
            return List.of(); // it answered 200, and what it lists is for people only
        }
    }

    /** Looks once at the gateway. */
    void gateway() throws InterruptedException {
        var url = asker.gateway();
        boolean well;
        var why = "not 200";
        try {
            var health = URI.create(url + "/q/health/ready");
            well = Exchange.ask(asker.http(), health, asker.timeout()).get().isPresent();
        } catch (ExecutionException e) {
            well = false;
            why = String.valueOf(e.getCause());
        }
        if (!gatewayWasWell.equals(Optional.of(well))) {
            if (well) {
                log.gatewayAnswers(url);
            } else {
                log.gatewayAway(url, why);
            }
            gatewayWasWell = Optional.of(well);
        }
        var look = new GatewayLook(asker.replica(), well, url.toString(), asker.counts());
        ledger.inTransaction(
                Cause.continuing("gateway-probe"),
                tx -> {
                    flows.routing().onGateway(look, tx);
                    return look;
                });
    }
}
