package dev.aquifer.cluster.domain;

import static dev.aquifer.cluster.domain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.domain.Ownership.Newest;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.domain.WorkPlan.Step;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkPlanTest {
    private static final Ownership OURS =
            new Ownership(
                    new ClusterName("east"),
                    new WorkId("claim"),
                    new Subject(new ResourceRef("ModelCache", "team", "qwen"), new Uid("u-1"), 1),
                    0,
                    0);

    private static final Ownership WEST =
            new Ownership(new ClusterName("west"), OURS.work(), OURS.subject(), 0, 0);
    private static final Ownership ATTEMPT_5 =
            new Ownership(OURS.cluster(), OURS.work(), OURS.subject(), 0, 5);
    private static final Newest NEWEST = new Newest(1, 0, 0);

    private final List<Wanted> wanted = new ArrayList<>();
    private final Map<ObjectRef, ObjectTree> cluster = new HashMap<>();
    private final Map<ObjectRef, Applied> applied = new LinkedHashMap<>();
    private final List<ObjectTree> pods = new ArrayList<>();

    private static Wanted config(String name, String value) {
        return Wanted.of(
                Rendering.of(
                        object(
                                """
                                {'apiVersion':'v1','kind':'ConfigMap',
                                 'metadata':{'name':'%s','namespace':'team'},'data':{'a':'%s'}}
                                """
                                        .formatted(name, value)),
                        OURS));
    }

    /** The object as a cluster has it, with what it adds. */
    private static ObjectTree live(Wanted wanted, String uid) {
        var root = new HashMap<>(wanted.manifest().root());
        var metadata = new HashMap<>(wanted.manifest().part("metadata").root());
        metadata.put("uid", uid);
        metadata.put("resourceVersion", "7");
        root.put("metadata", metadata);
        root.put("immutable", false);
        return new ObjectTree(root);
    }

    private void isApplied(Wanted object, String uid) {
        var live = live(object, uid);
        cluster.put(object.ref(), live);
        applied.put(object.ref(), object.applied(live));
    }

    private List<Step> plan() {
        return WorkPlan.toExist(
                OURS, NEWEST, wanted, applied, ref -> Optional.ofNullable(cluster.get(ref)), pods);
    }

    @Test
    void makesWhatIsNotThere() {
        wanted.add(config("a", "1"));

        assertThat(plan()).containsExactly(new Step.Create(wanted.getFirst()));
    }

    @Test
    void doesNothingAboutWhatIsAsItShouldBe() {
        wanted.add(config("a", "1"));
        isApplied(wanted.getFirst(), "x");

        assertThat(plan()).isEmpty();
    }

    @Test
    void bringsAnotherWishAbout() {
        isApplied(config("a", "1"), "x");
        wanted.add(config("a", "2"));

        assertThat(plan())
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Update.class, update -> assertThat(update.drifted()).isFalse());
    }

    @Test
    void restoresWhatSomebodyChanged() {
        wanted.add(config("a", "1"));
        isApplied(wanted.getFirst(), "x");
        cluster.put(wanted.getFirst().ref(), live(config("a", "meddled"), "x"));

        assertThat(plan())
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Update.class, update -> assertThat(update.drifted()).isTrue());
    }

    @Test
    void makesAgainWhatSomebodyDeleted() {
        wanted.add(config("a", "1"));
        isApplied(wanted.getFirst(), "x");
        cluster.clear();

        assertThat(plan()).containsExactly(new Step.Create(wanted.getFirst()));
    }

    @Test
    void appliesOnceMoreAfterACrashBeforeTheRecord() {
        wanted.add(config("a", "1"));
        cluster.put(wanted.getFirst().ref(), live(wanted.getFirst(), "x"));

        assertThat(plan()).singleElement().isInstanceOf(Step.Update.class);
    }

    @Test
    void neverTakesOverWhatIsNotOurs() {
        wanted.add(config("a", "1"));
        cluster.put(
                wanted.getFirst().ref(),
                object("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','uid':'y'}}"));

        var ref = wanted.getFirst().ref();
        assertThat(plan()).containsExactly(new Step.Foreign(ref, seen(ref)));
        assertThat(Ownership.ownerOf(seen(ref))).isEmpty();
    }

    @Test
    void neverTakesOverWhatIsOfAnotherWorkAndNamesIt() {
        wanted.add(config("a", "1"));
        cluster.put(
                wanted.getFirst().ref(),
                object(
                        """
                        {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a',
                          'namespace':'team','uid':'y','annotations':{'aquifer.dev/work':'other'},
                          'labels':{'app.kubernetes.io/managed-by':'aquifer',
                            'modelplane.ai/uid':'u-1','modelplane.ai/kind':'ModelCache',
                            'modelplane.ai/name':'qwen'}}}
                        """));

        var ref = wanted.getFirst().ref();
        assertThat(plan()).containsExactly(new Step.Foreign(ref, seen(ref)));
        assertThat(Ownership.ownerOf(seen(ref))).isEqualTo("ModelCache/team/qwen, Work other");
    }

    private ObjectTree seen(ObjectRef ref) {
        return Optional.ofNullable(cluster.get(ref)).orElseThrow();
    }

    @Test
    void leavesWhatWasMadeUnderAnotherNameOfTheCluster() {
        wanted.add(config("a", "1"));
        var elsewhere = new ObjectTree(Rendering.of(config("a", "1").manifest(), WEST).root());
        cluster.put(wanted.getFirst().ref(), elsewhere);

        assertThat(plan()).singleElement().isInstanceOf(Step.Foreign.class);
        assertThat(OURS.isLeftover(elsewhere)).isTrue();
        assertThat(OURS.madeUnderAnotherName(elsewhere)).hasValue(new ClusterName("west"));
    }

    @Test
    void aDatabaseThatIsOlderThanTheClusterChangesNothing() {
        var newer = Rendering.of(config("a", "2").manifest(), ATTEMPT_5);
        wanted.add(config("a", "1"));
        isApplied(wanted.getFirst(), "x");
        cluster.put(
                wanted.getFirst().ref(),
                live(new Wanted(newer.ref(), newer, "another", false), "x"));

        assertThat(plan()).singleElement().isInstanceOf(Step.Newer.class);
        wanted.clear();
        assertThat(plan()).singleElement().isInstanceOf(Step.Newer.class);
    }

    @Test
    void knowsItsObjectAgainWhenItsLabelsAreGone() {
        wanted.add(config("a", "1"));
        isApplied(wanted.getFirst(), "x");
        cluster.put(
                wanted.getFirst().ref(),
                object("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','uid':'x'}}"));

        assertThat(plan()).singleElement().isInstanceOf(Step.Update.class);
    }

    @Test
    void removesWhatIsNotWantedAnyMoreBeforeAnythingIsMade() {
        isApplied(config("old", "1"), "x");
        wanted.add(config("new", "1"));

        assertThat(plan()).containsExactly(new Step.Delete(live(config("old", "1"), "x")));
    }

    @Test
    void removesInReverseAndOneAtATime() {
        isApplied(config("first", "1"), "x");
        isApplied(config("second", "1"), "y");

        assertThat(plan()).containsExactly(new Step.Delete(live(config("second", "1"), "y")));
    }

    @Test
    void waitsForThePodsOfAJobThatIsGone() {
        var job = new ObjectRef("batch/v1", "Job", "team", "hydrate");
        applied.put(job, new Applied(job, "job-1", "", ""));
        pods.add(
                object(
                        """
                        {'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'team',
                          'ownerReferences':[{'kind':'Job','name':'hydrate','uid':'job-1'}]},
                         'status':{'phase':'Running'}}
                        """));

        assertThat(plan()).containsExactly(new Step.AwaitGone(job));
    }

    @Test
    void leavesAnObjectOfThatNameThatIsNotOursWhenRemoving() {
        isApplied(config("a", "1"), "x");
        cluster.put(
                config("a", "1").ref(),
                object("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','uid':'z'}}"));

        assertThat(plan()).isEmpty();
    }
}
