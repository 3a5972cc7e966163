package dev.aquifer.status.fold;

import static dev.aquifer.status.fold.ServingStory.*;
import static dev.aquifer.status.fold.Story.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.status.fold.Link.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhyTest {
    private final Fleet fleet = new Fleet(Limits.USUAL);
    private final Story story = new Story();

    private void tell(Event... events) {
        for (var event : events) {
            fleet.take(story.tell(event));
        }
    }

    private Explanation why(ResourceRef resource) {
        return new Why(fleet).of(resource).orElseThrow();
    }

    private List<String> chain(ResourceRef resource) {
        return why(resource).chain().stream().map(WhyTest::words).toList();
    }

    private static String words(Link link) {
        return link.resource().kind()
                + link.cluster().map(c -> "@" + c).orElse("")
                + " "
                + link.reason()
                + link.since().map(s -> " " + s.toString().substring(17, 19)).orElse("");
    }

    private void tellOfClusters() {
        tell(clusterRequested(A, 0), ready(A, 1), storage(A, 1));
        tell(clusterRequested(B, 0), ready(B, 1), storage(B, 1));
    }

    private void tellOfACacheOnA() {
        tell(requested(1, 2), supported(1, 2), matched(1, 2, A));
    }

    private void tellOfADeploymentBehindAService() {
        tell(gatewayRequested(3), gatewayReady(3));
        tell(deploymentRequested(4), deploymentSupported(4));
        tell(serviceRequested(5));
    }

    @Test
    void walksFromAServiceToTheHydrationThatFailed() {
        tellOfClusters();
        tellOfACacheOnA();
        tellOfADeploymentBehindAService();
        tell(notPlaced("CacheNotReady", "Cache", A, 6), routed(0, 0, 7));
        tell(started(A, 8), failed(A, 9));

        assertThat(chain(SERVICE))
                .containsExactly(
                        "ModelService NoEndpoints 07",
                        "ModelDeployment CacheNotReady 06",
                        "ModelDeployment@a Cache 06",
                        "ModelCache@a NotFound 09");
        var end = why(SERVICE).chain().getLast();
        assertThat(end.details())
                .containsEntry("phase", "SourceAccess")
                .containsEntry("code", "NotFound")
                .containsEntry("attempt", "1");
        assertThat(end.fact()).isPresent();
    }

    @Test
    void goesFromAReplicaThatWaitsForItsCacheToTheClusterThatIsSilent() {
        tellOfClusters();
        tell(requested(1, 2), supported(1, 2), matched(1, 2, A, B), started(B, 3));
        tell(deploymentRequested(4), deploymentSupported(4), placed(A, 5), scheduled(A, 5));
        tell(starting(A, "WaitingForCacheUse", 6), waiting(A, "WaitingForCluster", 3));
        tell(unreachable(B, 10));

        // What is wrong on b is nothing to a replica on a.
        assertThat(chain(DEPLOYMENT))
                .containsExactly(
                        "ModelDeployment GangStarting 06",
                        "ModelReplica@a WaitingForCacheUse 06",
                        "ModelCache@a WaitingForCluster 03");

        tell(waitingForClasses(A, 11));

        assertThat(chain(DEPLOYMENT))
                .endsWith("InferenceCluster WaitingForClasses 11", "InferenceClass NotFound");
    }

    @Test
    void theShortestChainComesFirstAndTheOthersAreNamed() {
        tellOfClusters();
        tell(requested(1, 2), supported(1, 2), matched(1, 2, A, B));
        tell(unreachable(A, 10), failed(B, 11));

        assertThat(chain(CACHE))
                .containsExactly("ModelCache ClusterUnreachable 10", "ModelCache@b NotFound 11");
        assertThat(why(CACHE).also())
                .singleElement()
                .satisfies(
                        link -> {
                            assertThat(link.resource().kind()).isEqualTo("InferenceCluster");
                            assertThat(link.outcome()).isEqualTo(Outcome.UNKNOWN);
                        });
    }

    @Test
    void whatIsNamedAndDoesNotExistIsTheEnd() {
        tellOfClusters();
        tellOfADeploymentBehindAService();
        tell(notPlaced("CacheNotFound", "Cache", A, 6));

        assertThat(chain(DEPLOYMENT))
                .containsExactly("ModelDeployment CacheNotFound 06", "ModelCache NotFound");
        assertThat(why(DEPLOYMENT).chain().getLast().outcome()).isEqualTo(Outcome.MISSING);
    }

    @Test
    void aServiceWithoutAGatewaySaysSo() {
        tell(serviceRequested(5), unrouted(6));

        assertThat(chain(SERVICE))
                .containsExactly("ModelService WaitingForGateway 06", "InferenceGateway NotFound");
    }

    @Test
    void aPodThatDoesNotRunIsNamed() {
        tellOfClusters();
        tellOfACacheOnA();
        tell(completed(A, 8), deploymentRequested(4), deploymentSupported(4), placed(A, 9));
        tell(scheduled(A, 9), starting(A, "CrashLooping", 10), replicaDeclared(9));

        assertThat(chain(DEPLOYMENT))
                .containsExactly(
                        "ModelDeployment GangStarting 10", "ModelReplica@a CrashLooping 10");
        assertThat(why(DEPLOYMENT).chain().getLast().details())
                .containsEntry("pod", "chat-1-0")
                .containsEntry("podReason", "CrashLoop")
                .containsEntry("node", "node-1");
        assertThat(chain(REPLICA)).startsWith("ModelReplica GangStarting 10");
    }

    @Test
    void whatIsReadySaysWhatItRestsOn() {
        tellOfClusters();
        tellOfACacheOnA();
        tellOfADeploymentBehindAService();
        tell(completed(A, 8), placed(A, 9), scheduled(A, 9), gangReady(A, 12), endpointReady(13));
        tell(routed(1, 1, 14));

        assertThat(chain(SERVICE))
                .containsExactly(
                        "ModelService Ready 14",
                        "ModelDeployment Ready 13",
                        "ModelReplica@a Serving 13",
                        "ModelCache@a Staged 08");
        assertThat(why(SERVICE).also()).isEmpty();
    }

    @Test
    void whatIsNotThereHasNoExplanation() {
        assertThat(new Why(fleet).of(CACHE)).isEmpty();
    }

    @Test
    void whatNobodyTookUpSaysWhoIsAwaited() {
        tell(requested(1, 2));

        assertThat(why(CACHE).chain())
                .singleElement()
                .satisfies(link -> assertThat(link.message()).contains("cache-service"));
    }

    @Test
    void theTrailFollowsTheIdsOfCausesToTheRequest() {
        var wanted = story.tell(requested(1, 2));
        var support = causedBy(wanted, story.tell(supported(1, 2)));
        var match = causedBy(support, story.tell(matched(1, 2, A)));
        var superseded = causedBy(match, story.tell(started(A, 3)));
        var failure = causedBy(superseded, story.tell(failed(A, 4)));
        List.of(wanted, support, match, superseded, failure).forEach(fleet::take);

        // What was superseded is not known any more, and neither is what was before it.
        assertThat(why(CACHE).trail()).containsExactly(wanted);

        fleet.take(causedBy(match, story.tell(failed(A, 5))));

        assertThat(why(CACHE).trail()).containsExactly(match, support, wanted);
    }

    private static Envelope<Event> causedBy(Envelope<Event> cause, Envelope<Event> fact) {
        var meta = fact.meta();
        return new Envelope<>(
                new EventMeta(
                        meta.id(),
                        meta.source(),
                        meta.time(),
                        meta.correlationId(),
                        cause.meta().id(),
                        meta.sequence(),
                        meta.requires(),
                        meta.traceparent()),
                fact.event());
    }
}
